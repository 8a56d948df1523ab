import { readCode, SIX_DIGITS } from '../otp/typed-code.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Challenges, PushMachine } from '../ports/push.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { AttemptOutcome, Proof, TryContext, TryOutcome } from '../verify/verify.ts';
import { type Challenge, stateOf, whyClosed } from './challenge.ts';
import { matchesCode } from './match-code.ts';

export interface PushProofDependencies {
  readonly keys: KeyRing;
  readonly credentials: Pick<Credentials, 'reserveAttempt' | 'settlePush'>;
  readonly challenges: Pick<Challenges, 'find' | 'useMessage' | 'decide'>;
  readonly machine: Pick<PushMachine, 'wake'>;
}

interface PushProofInput {
  readonly challenge: Challenge;
  readonly matchCode: OneTimeCode | undefined;
  /** Unique to the signed message, which counts once. */
  readonly messageId: string;
  /** Whose message it is. */
  readonly deviceId: string;
}

/**
 * The approval of a challenge by somebody whose message was authenticated before. Like an authenticator code it
 * reserves an attempt, then compares, then settles; an attempt that is never settled stays counted. Between the two the
 * challenge itself is decided by one conditional write, so exactly one answer wins.
 */
export function pushProof(deps: PushProofDependencies, input: PushProofInput): Proof {
  const { challenge, matchCode, messageId, deviceId } = input;
  let noted = false;
  const digits = matchCode && readCode(matchCode, SIX_DIGITS);
  return {
    async attempt({ user, settings, limits, nowMs }: TryContext): Promise<AttemptOutcome> {
      if (!settings.Push_Enabled) return { kind: 'rejected', reason: 'FACTOR_DISABLED' };
      if (challenge.matchCode !== undefined && matchCode !== undefined && digits === undefined)
        return { kind: 'unreadable' };
      noted ||= (await deps.challenges.useMessage(challenge.id, { messageId, nowMs })) === 'noted';
      if (!noted) return { kind: 'rejected', reason: await whyNotNoted(deps, challenge.id, nowMs) };
      const reserved = await deps.credentials.reserveAttempt(user, { nowMs, limits, factor: 'push' });
      if (reserved === 'blocked') return { kind: 'blocked' };
      // The settings may have become stricter since the challenge was made without digits.
      const unbound = settings.PushMatchCode && challenge.matchCode === undefined;
      if (unbound || !(await matchesCode(deps.keys, challenge, digits))) {
        return { kind: 'rejected', reason: 'OTP_INVALID' };
      }
      const decided = await deps.challenges.decide(challenge.id, { status: 'approved', answeredAtMs: nowMs, deviceId });
      if (decided === 'blocked') {
        return { kind: 'rejected', reason: whyClosed(await deps.challenges.find(challenge.id)) };
      }
      const { taskToken } = decided;
      await Promise.all([deps.credentials.settlePush(user), taskToken && deps.machine.wake(taskToken)]);
      return { kind: 'accepted' };
    },

    /** Not locked: the lock ended between the write and the look, or there is no item to count in. */
    async explain(_context, credential): Promise<TryOutcome> {
      return credential === undefined ? { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' } : { kind: 'blocked' };
    },
  };
}

/** Why the message was not taken: the challenge is answered or too old, or this message was there before. */
async function whyNotNoted(
  { challenges }: PushProofDependencies,
  challengeId: string,
  nowMs: number,
): Promise<'CHALLENGE_CLOSED' | 'CHALLENGE_EXPIRED' | 'OTP_REPLAYED'> {
  const challenge = await challenges.find(challengeId);
  const isOpen = challenge !== undefined && stateOf(challenge, nowMs).status === 'pending';
  return isOpen ? 'OTP_REPLAYED' : whyClosed(challenge);
}
