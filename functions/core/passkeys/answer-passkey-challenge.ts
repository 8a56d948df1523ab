import { standingOf } from '../directory/standing.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { PasskeyChallenges } from '../ports/passkey-challenges.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Accepted } from '../verify/accepted.ts';
import type { Verdict } from '../verify/verify.ts';
import type { Passkey, RelyingParty } from './passkey.ts';
import type { PasskeyChallenge } from './passkey-challenge.ts';
import { type ProvePasskeyDependencies, provePasskey } from './prove-passkey.ts';
import type { AssertionAnswer } from './read-answer.ts';
import { passkeysUnder } from './usable-passkeys.ts';

export interface AnswerPasskeyDependencies extends ProvePasskeyDependencies {
  readonly passkeyChallenges: Pick<PasskeyChallenges, 'spend'>;
}

interface PasskeyAnswer {
  readonly rp: RelyingParty;
  readonly answer: AssertionAnswer;
}

export type AnsweredPasskeyChallenge = { readonly notices: readonly DeliveryOutcome[] } & (
  | {
      readonly verdict: Accepted;
      readonly passkey: Passkey;
      /** Of this user and this domain name, whether the settings let them count or not. */
      readonly passkeys: readonly Passkey[];
    }
  | { readonly verdict: Exclude<Verdict, Accepted> }
);

const CLOSED = { kind: 'rejected', reason: 'CHALLENGE_CLOSED' } as const;
const EXPIRED = { kind: 'rejected', reason: 'CHALLENGE_EXPIRED' } as const;

/**
 * The one answer that a challenge has. Nothing is said to be accepted before the write that spends it, and a wrong answer
 * spends it too: what was shown to a browser once is good for nothing after it. An answer that is sent again, because its
 * first reply was lost, finds the challenge closed, and the person is asked once more.
 */
export async function answerPasskeyChallenge(
  deps: AnswerPasskeyDependencies,
  settings: Settings,
  challenge: PasskeyChallenge,
  { rp, answer }: PasskeyAnswer,
): Promise<AnsweredPasskeyChallenge> {
  if (challenge.isSpent) return { verdict: CLOSED, notices: [] };
  if (challenge.expiresAtMs <= deps.clock()) return { verdict: EXPIRED, notices: [] };
  const { user, epoch } = challenge;
  const input = { rp, challenge: challenge.challenge, answer };
  const { verdict, notices } = await provePasskey(deps, settings, user, input);
  const spend = () => deps.passkeyChallenges.spend(challenge.id, deps.clock());
  if (verdict.kind !== 'accepted') {
    if (!leavesOpen(verdict)) await spend();
    return { verdict, notices };
  }
  if ((await spend()) === 'blocked') return { verdict: CLOSED, notices };
  // Read after everything else: whoever was signed out a moment ago has proven nothing.
  const now = standingOf(await deps.users.load(user), settings, epoch, deps.clock());
  if (now.kind === 'gone') return { verdict: EXPIRED, notices };
  const passkeys = passkeysUnder(rp.rpId, now.record);
  const passkey = passkeys.find(({ credentialId }) => credentialId === answer.credentialId);
  if (passkey === undefined) return { verdict: { kind: 'rejected', reason: 'PASSKEY_UNKNOWN' }, notices };
  return { verdict, passkey, passkeys, notices };
}

/** The same answer won already and is about to spend it, or nothing was compared. */
function leavesOpen(verdict: Exclude<Verdict, Accepted>): boolean {
  if (verdict.kind === 'rejected') return verdict.reason === 'CHALLENGE_CLOSED';
  return verdict.kind === 'busy';
}
