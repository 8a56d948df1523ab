import type { Passkey } from '../../../core/passkeys/passkey.ts';
import { type ProvePasskeyDependencies, provePasskey } from '../../../core/passkeys/prove-passkey.ts';
import { type AssertionAnswer, readAssertion } from '../../../core/passkeys/read-answer.ts';
import type { RandomBytes } from '../../../core/ports/random-bytes.ts';
import { recordVerdict, rememberChallenge } from '../../../core/sessions/open-session.ts';
import { makePasskeyChallenge } from '../../../core/sessions/passkey-challenge.ts';
import type { Settings } from '../../../core/settings/resolve.ts';
import type { Rejected } from '../../../core/verify/verify.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import { logRefusedPasskey } from '../../../http/log-refused-passkey.ts';
import type { Reply } from '../../../http/reply.ts';
import { type Message, verdictMessage } from '../messages.ts';
import { leadTo } from '../notice.ts';
import { acceptedSignal, type PasskeySignal } from '../views/passkey.ts';
import type { ActingVisit } from '../visit.ts';
import { type AfterProofDependencies, afterProof, throughBefore } from './after-proof.ts';
import { parseAnswer } from './passkey-answer.ts';
import type { Step } from './step.ts';

export interface PasskeyStepDependencies
  extends Omit<AfterProofDependencies, 'users' | 'domains'>,
    ProvePasskeyDependencies {
  readonly clock: ProvePasskeyDependencies['clock'];
  readonly random: RandomBytes;
  readonly log: Log;
}

/**
 * A passkey. Its question stands in the first page, beside all other ways, so this step has no page of its own. Each
 * answer is the last to its challenge: that of an accepted one is spent by the write that records the verdict.
 */
export function passkeyStep(deps: PasskeyStepDependencies): Step {
  return {
    show: async (visit) => leadTo(visit),
    async act(visit, { form }) {
      if (form.act === 'check') return check(deps, visit, form.answer);
      if (form.act === 'begin') await askAnew(deps, visit);
      return leadTo(visit);
    },
  };
}

async function check(deps: PasskeyStepDependencies, visit: ActingVisit, typed: string | undefined): Promise<Reply> {
  if (typed === undefined) return leadTo(visit, undefined, { error: 'passkeyNeedsScript' });
  const challenge = visit.session.challenges.passkey?.correlationId;
  const answer = readAssertion(parseAnswer(typed));
  if (challenge === undefined) return { ...(await again(deps, visit, { error: 'stale' })), code: 'CHALLENGE_CLOSED' };
  if (answer === undefined) return refuse(deps, visit, malformed());
  const { rp, settings, session, open } = visit;
  const { verdict, notices } = await provePasskey(deps, settings, session.user, { rp, challenge, answer });
  logFailedNotices(deps.log, notices);
  if (verdict.kind === 'rejected') return refuse(deps, visit, verdict, answer);
  const recorded = await recordVerdict(deps, open, { factor: 'passkey', step: 'passkey', challenge }, verdict);
  if (verdict.kind !== 'accepted') await askAnew(deps, visit);
  const reply = await afterProof(deps, visit, { verdict, recorded }, (message) => leadTo(visit, undefined, message));
  return verdict.kind === 'accepted' ? { ...reply, body: { signal: await signalAfter(visit) } } : reply;
}

/** The record is of this request; who was removed meanwhile is told of at the next proof. */
async function signalAfter(visit: ActingVisit): Promise<PasskeySignal | undefined> {
  const { passkeys = [] } = await visit.record();
  const [first] = passkeys;
  return first && acceptedSignal(visit, first.userHandle, passkeys);
}

function malformed(): Rejected {
  return { kind: 'rejected', reason: 'PASSKEY_INVALID', fault: 'malformed' };
}

async function refuse(
  deps: PasskeyStepDependencies,
  visit: ActingVisit,
  verdict: Rejected,
  answer?: AssertionAnswer,
): Promise<Reply> {
  const { reason, fault } = verdict;
  logRefusedPasskey(deps.log, { reason, fault });
  const before = await throughBefore(deps, visit);
  if (before !== undefined) return before;
  const message = refusalMessage(visit.settings, verdict);
  const isWinning = reason === 'CHALLENGE_CLOSED' && !(await hasBroken(visit));
  const reply = isWinning ? leadTo(visit, undefined, message) : await again(deps, visit, message);
  const unknown =
    reason === 'PASSKEY_UNKNOWN' ? unknownSignal(visit, (await visit.record()).passkeys, answer) : undefined;
  return { ...reply, code: reason, body: { signal: unknown } };
}

/** Far longer than a post takes between the write of the passkey and that of the session. */
const LONGEST_POST_MS = 5_000;

/**
 * Whether the answer was counted a while ago and its session never heard of it. Until then the same answer may have won
 * and be about to spend its question: another one in its place would cost the person that proof.
 */
async function hasBroken({ session, nowMs, ...visit }: ActingVisit): Promise<boolean> {
  const challenge = session.challenges.passkey?.correlationId;
  const { passkeys = [] } = await visit.record();
  const used = passkeys.find(({ lastChallenge }) => lastChallenge === challenge);
  return used !== undefined && (used.lastUsedAtMs ?? 0) <= nowMs - LONGEST_POST_MS;
}

/** One that stands here but does not count now is no unknown one: the browser must not forget it. */
function unknownSignal(
  { rp: { rpId } }: ActingVisit,
  passkeys: readonly Passkey[] = [],
  answer: AssertionAnswer | undefined,
): PasskeySignal | undefined {
  if (answer === undefined || passkeys.some(({ credentialId }) => credentialId === answer.credentialId))
    return undefined;
  return { unknown: { rpId, credentialId: answer.credentialId } };
}

function refusalMessage(settings: Settings, verdict: Rejected): Message {
  // No code was used: the question was answered in another tab.
  const isClosed = verdict.reason === 'CHALLENGE_CLOSED' && settings.VerboseOutput;
  return isClosed ? { error: 'stale' } : verdictMessage(settings, verdict);
}

async function again(deps: PasskeyStepDependencies, visit: ActingVisit, message: Message): Promise<Reply> {
  await askAnew(deps, visit);
  return leadTo(visit, undefined, message);
}

async function askAnew(deps: PasskeyStepDependencies, { open, session }: ActingVisit): Promise<void> {
  const challenge = makePasskeyChallenge(deps.random, deps.clock(), session.expiresAtMs);
  await rememberChallenge(deps, open, 'passkey', challenge);
}
