import type { Ownership } from '../directory/epoch.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Credential } from '../verify/credential.ts';

/** At most 100 consecutive failures, then disabled until rebound (NIST SP 800-63B-4 3.2.2); no setting lifts it. */
const HARD_STOP_FAILURES = 100;

/** A lock that has doubled often still ends within a day: nobody is locked out for good by a stranger. */
const MAX_LOCK_SECONDS = 24 * 60 * 60;

/** The condition of every write that decides: fewer failures than these. */
export interface Limits {
  /** Failures in one window. */
  readonly maxFailures: number;
  /** Failures since the last right factor, over all windows. */
  readonly hardStop: number;
  /** Whose item it must be; missing where a credential goes with its profile and nobody has read that. */
  readonly owner?: Ownership;
}

type LockState =
  | { readonly kind: 'open' }
  /** The time of the last lock is over; one write opens a new window. */
  | { readonly kind: 'over' }
  /** `untilMs` is missing when only an administrator can end it. */
  | { readonly kind: 'locked'; readonly untilMs?: number };

export function limitsOf(settings: Settings, owner?: Ownership): Limits {
  const counts = settings.LockoutEnabled && settings.MaxAttempts > 0;
  const maxFailures = counts ? settings.MaxAttempts : HARD_STOP_FAILURES;
  return { maxFailures, hardStop: HARD_STOP_FAILURES, ...(owner === undefined ? {} : { owner }) };
}

/** How long the current lock lasts: the setting, doubled for each window that was used up before, at most a day. */
function lockSeconds(credential: Credential, settings: Settings): number {
  const { maxFailures } = limitsOf(settings);
  const earlierWindows = Math.max(0, Math.ceil(credential.streak / maxFailures) - 1);
  return Math.min(
    settings.LockDurationSeconds * 2 ** earlierWindows,
    Math.max(MAX_LOCK_SECONDS, settings.LockDurationSeconds),
  );
}

export function lockState(credential: Credential, settings: Settings, nowMs: number): LockState {
  const limits = limitsOf(settings);
  if (credential.streak >= limits.hardStop) return { kind: 'locked' };
  if (credential.failures < limits.maxFailures) return { kind: 'open' };
  const untilMs = credential.lastAttemptAtMs + lockSeconds(credential, settings) * 1000;
  return nowMs < untilMs ? { kind: 'locked', untilMs } : { kind: 'over' };
}

/** How many more wrong answers it takes to a lock, and whether only an administrator could end that one. */
export interface TriesLeft {
  readonly count: number;
  readonly isForGood: boolean;
}

/** Undefined while the user is locked. */
export function triesLeft(credential: Credential, settings: Settings, nowMs: number): TriesLeft | undefined {
  const { kind } = lockState(credential, settings, nowMs);
  if (kind === 'locked') return undefined;
  const { maxFailures, hardStop } = limitsOf(settings);
  const inWindow = kind === 'over' ? maxFailures : maxFailures - credential.failures;
  const toTheStop = hardStop - credential.streak;
  return { count: Math.min(inWindow, toTheStop), isForGood: toTheStop <= inWindow };
}
