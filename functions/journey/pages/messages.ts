import { assertNever } from '../../core/assert-never.ts';
import type { PasskeyFault } from '../../core/passkeys/passkey.ts';
import type { StartPushOutcome } from '../../core/push/start-push.ts';
import type { CreateOtpOutcome } from '../../core/send/otp-request.ts';
import type { Settings } from '../../core/settings/resolve.ts';
import type { Verdict } from '../../core/verify/verify.ts';
import type { Texts } from './texts/index.ts';

/** The messages that need no number, and those that tell a length of time. */
type PlainMessage = {
  [Name in keyof Texts['errors']]: Texts['errors'][Name] extends string ? Name : never;
}[keyof Texts['errors']];
type TimedMessage = Exclude<keyof Texts['errors'], PlainMessage>;

/** Why something did not work. */
export type Message = { readonly error: PlainMessage } | { readonly error: TimedMessage; readonly ms: number };

type Refusal = Extract<Verdict, { kind: 'rejected' | 'unknown-user' | 'busy' }>;

/** Why a code was refused; no more than `VerboseOutput` allows. */
export function verdictMessage(settings: Settings, verdict: Refusal): Message {
  if (!settings.VerboseOutput) return { error: 'plain' };
  if (verdict.kind === 'busy') return { error: 'busy' };
  if (verdict.kind === 'unknown-user') return { error: 'unavailable' };
  switch (verdict.reason) {
    case 'OTP_INVALID':
      return driftMessage(verdict.driftSeconds);
    case 'OTP_EXPIRED':
    case 'CHALLENGE_EXPIRED':
      return { error: 'expired' };
    case 'OTP_REPLAYED':
    case 'CHALLENGE_CLOSED':
      return { error: 'replayed' };
    case 'FACTOR_NOT_ENROLLED':
    case 'FACTOR_DISABLED':
      return { error: 'unavailable' };
    case 'BYPASS_NOT_APPROVED':
      return { error: 'notApproved' };
    case 'PASSKEY_INVALID':
      return faultMessage(verdict.fault);
    case 'PASSKEY_UNKNOWN':
      return { error: 'passkeyUnknown' };
    case 'PASSKEY_SYNCED':
      return { error: 'passkeySynced' };
    case 'PASSKEY_COUNTER_REGRESSED':
      return { error: 'passkeyCopied' };
    default:
      return assertNever(verdict.reason);
  }
}

/** What a person can do about a passkey that does not count: the rest is for the log. */
export function faultMessage(fault: PasskeyFault | undefined): Message {
  // The question was asked anew in another tab.
  if (fault === 'challenge') return { error: 'stale' };
  return { error: fault === 'user-verification' ? 'passkeyUnverified' : 'passkeyWrong' };
}

function driftMessage(driftSeconds: number | undefined): Message {
  if (driftSeconds === undefined) return { error: 'wrong' };
  return { error: driftSeconds > 0 ? 'ahead' : 'behind', ms: Math.abs(driftSeconds) * 1000 };
}

type NotSent = Exclude<CreateOtpOutcome, { kind: 'created' }> | Exclude<StartPushOutcome, { kind: 'started' }>;

/** Why nothing was sent. */
export function notSentMessage(settings: Settings, outcome: NotSent, nowMs: number): Message {
  if (!settings.VerboseOutput) return { error: 'plain' };
  switch (outcome.kind) {
    case 'too-soon':
      return { error: 'tooSoon', ms: Math.max(1000, outcome.untilMs - nowMs) };
    case 'busy':
      return { error: 'busy' };
    case 'phone-invalid':
      return { error: 'phone' };
    case 'unknown-user':
    case 'locked':
      return { error: 'unavailable' };
    case 'refused':
      return { error: REFUSED[outcome.reason] };
    default:
      return assertNever(outcome);
  }
}

const REFUSED: Readonly<Record<Extract<NotSent, { kind: 'refused' }>['reason'], PlainMessage>> = {
  DELIVERY_FAILED: 'deliveryFailed',
  SEND_LIMIT_EXCEEDED: 'sendLimit',
  PUSH_STOPPED: 'pushStopped',
  FACTOR_DISABLED: 'unavailable',
  FACTOR_NOT_ENROLLED: 'unavailable',
  IDEMPOTENCY_KEY_REUSED: 'stale',
};
