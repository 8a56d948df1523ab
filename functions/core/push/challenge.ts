import type { Epoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';

/** What the application says about the sign-in; shown on the device. */
export interface ChallengeContext {
  readonly action?: string | undefined;
  readonly ip?: string | undefined;
  readonly location?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** `other_denied`: another challenge of the user was denied, which closes all that are open. */
export type DenyReason = 'not_me' | 'mistake' | 'other_denied';

/** A final answer. `expired` is written by the state machine alone; everybody else reads the clock. */
export type Answer =
  | { readonly status: 'approved'; readonly answeredAtMs: number; readonly deviceId?: string }
  | { readonly status: 'denied'; readonly reason: DenyReason; readonly answeredAtMs: number }
  | { readonly status: 'expired'; readonly answeredAtMs: number };

export interface Challenge {
  readonly id: string;
  readonly user: UserKey;
  /** Of the user when it was made: in another one it is nobody's. */
  readonly epoch: Epoch;
  readonly application: string;
  readonly context: ChallengeContext;
  /** Who started it and alone may read it. */
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly expiresAtMs: number;
  /** Keyed hash of the six digits and the generation of its key; missing where no digits are asked for. */
  readonly matchCode?: { readonly hash: string; readonly keyId: string };
  readonly answer?: Answer;
}

export type ChallengeState = Answer | { readonly status: 'pending' };

/** The state at an instant: time that is over needs nobody to write it down. */
export function stateOf(challenge: Challenge, nowMs: number): ChallengeState {
  if (challenge.answer !== undefined) return challenge.answer;
  if (challenge.expiresAtMs > nowMs) return { status: 'pending' };
  return { status: 'expired', answeredAtMs: challenge.expiresAtMs };
}

/** Why a challenge that is not pending takes no answer: nobody gave one in time, or somebody did. */
export function whyClosed(challenge: Challenge | undefined): 'CHALLENGE_EXPIRED' | 'CHALLENGE_CLOSED' {
  const status = challenge?.answer?.status ?? 'expired';
  return status === 'expired' ? 'CHALLENGE_EXPIRED' : 'CHALLENGE_CLOSED';
}
