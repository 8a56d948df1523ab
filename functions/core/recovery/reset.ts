import type { UserRecord } from '../ports/users.ts';

const HOUR_MS = 60 * 60 * 1000;
/** How long one may enrol anew after the cool-off; afterwards it starts again. */
export const RESET_OPEN_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * 24 * HOUR_MS;
/** Of one user in a week: each sends messages to everything that he has. */
export const MAX_RESETS_A_WEEK = 3;

/** Who asked for it. */
export type ResetBy = 'person' | 'help-desk';

/** That the factors of a user, who cannot use any of them, are to be replaced after a cool-off. It weakens nothing before. */
export interface Reset {
  /** Names it too: a user has one at a time. */
  readonly requestedAtMs: number;
  readonly readyAtMs: number;
  readonly by: ResetBy;
  /** Who wants the cool-off shortened (`domain#userId`), where a second person has to agree. */
  readonly shorteningBy?: string;
}

export type ResetState =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly reset: Reset }
  /** One new factor may be enrolled; the old ones end with it. */
  | { readonly kind: 'ready'; readonly reset: Reset; readonly untilMs: number };

/** Read off the clock: no timer has to fire for it. */
export function resetState({ credential }: Pick<UserRecord, 'credential'>, nowMs: number): ResetState {
  const reset = credential?.reset;
  if (reset === undefined) return { kind: 'none' };
  if (nowMs < reset.readyAtMs) return { kind: 'waiting', reset };
  const untilMs = reset.readyAtMs + RESET_OPEN_MS;
  return nowMs < untilMs ? { kind: 'ready', reset, untilMs } : { kind: 'none' };
}

/** Whether somebody who has proven nothing may add one new factor now, because he has waited for it. */
export function isResetReady(record: Pick<UserRecord, 'credential'>, nowMs: number): boolean {
  return resetState(record, nowMs).kind === 'ready';
}

/** Those of the last week, oldest first. */
export function recentResets({ credential }: Pick<UserRecord, 'credential'>, nowMs: number): readonly number[] {
  return (credential?.resetsAtMs ?? []).filter((atMs) => nowMs < atMs + WEEK_MS);
}
