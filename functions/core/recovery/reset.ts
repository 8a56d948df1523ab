import type { Session } from '../sessions/session.ts';

const HOUR_MS = 60 * 60 * 1000;
/** How long one may enrol anew after the cool-off; afterwards it starts again. */
export const RESET_OPEN_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * 24 * HOUR_MS;
/** Of one user in a week: each sends messages to everything that he has. */
export const MAX_RESETS_A_WEEK = 3;

/** Of a proof in a linked account: it is used at once, in the session that asked for it, or made anew. */
const LINKED_OPEN_MS = 10 * 60 * 1000;

/** Who asked for it, or what opened the way without a cool-off. */
export const RESET_STARTERS = ['person', 'help-desk', 'linked-account'] as const;
export type ResetBy = (typeof RESET_STARTERS)[number];

/** That the factors of a user, who cannot use any of them, are to be replaced after a cool-off. It weakens nothing before. */
export interface Reset {
  /** Names it too: a user has one at a time. */
  readonly requestedAtMs: number;
  readonly readyAtMs: number;
  readonly by: ResetBy;
  /** The one session in which it may be used, where a proof in a linked account took the place of the cool-off. */
  readonly session?: string;
  /** Who wants the cool-off shortened (`domain/userId`), where a second person has to agree. */
  readonly shorteningBy?: string;
}

/** A user as far as a reset is concerned. */
interface MayHaveReset {
  readonly credential?: { readonly reset?: Reset; readonly resetsAtMs: readonly number[] };
}

export type ResetState =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly reset: Reset }
  /** One new factor may be enrolled; the old ones end with it. */
  | { readonly kind: 'ready'; readonly reset: Reset; readonly untilMs: number };

/** Read off the clock: no timer has to fire for it. */
export function resetState({ credential }: MayHaveReset, nowMs: number): ResetState {
  const reset = credential?.reset;
  if (reset === undefined) return { kind: 'none' };
  if (nowMs < reset.readyAtMs) return { kind: 'waiting', reset };
  const untilMs = reset.readyAtMs + (reset.by === 'linked-account' ? LINKED_OPEN_MS : RESET_OPEN_MS);
  return nowMs < untilMs ? { kind: 'ready', reset, untilMs } : { kind: 'none' };
}

/**
 * The same as it is in one session. What a proof in a linked account has opened is open there alone; and in a session that
 * itself helps another account nothing is, for the password of this one was not shown.
 */
export function resetIn({ id, helps }: Pick<Session, 'id' | 'helps'>, record: MayHaveReset, nowMs: number): ResetState {
  const state = resetState(record, nowMs);
  if (state.kind === 'none' || helps !== undefined) return { kind: 'none' };
  return state.reset.session === undefined || state.reset.session === id ? state : { kind: 'none' };
}

/** Whether somebody who has proven nothing may add one new factor: he has waited for it, or was helped by a linked account. */
export function isResetReady(session: Pick<Session, 'id' | 'helps'>, record: MayHaveReset, nowMs: number): boolean {
  return resetIn(session, record, nowMs).kind === 'ready';
}

/** Those of the last week, oldest first. */
export function recentResets({ credential }: MayHaveReset, nowMs: number): readonly number[] {
  return (credential?.resetsAtMs ?? []).filter((atMs) => nowMs < atMs + WEEK_MS);
}
