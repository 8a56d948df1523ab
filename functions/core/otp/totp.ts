import type { OneTimeCode, TotpSecret } from '../secrets/secret.ts';
import { constantTimeEqual } from './constant-time-equal.ts';
import { hotp, timeStep } from './hotp.ts';

type TotpMatch =
  | { readonly kind: 'match'; readonly step: number }
  | { readonly kind: 'replay' }
  | { readonly kind: 'mismatch' };

/** How far from now a wrong code is looked for, to say that a clock is off (RFC 6238 section 6 names the problem). */
const DRIFT_STEPS = 10;

interface TotpInput {
  readonly secret: TotpSecret;
  readonly code: OneTimeCode;
  readonly nowMs: number;
  /** How many of the most recent codes are accepted, the current one included (`TotpTimeWindow`). */
  readonly window: number;
  /** Steps up to this one are spent: time steps only move forward (RFC 6238 section 5.2). */
  readonly lastStep: number;
  /** A step ahead whose code was shown to be right by an explanation, and so is spent before its time. */
  readonly explainedStep?: number;
}

/**
 * Finds the time step whose code this is. Every step of the window is computed, also after a match, so that the
 * duration does not tell which one matched.
 */
export function matchTotp({ secret, code, nowMs, window, lastStep, explainedStep }: TotpInput): TotpMatch {
  const current = timeStep(nowMs);
  let match: TotpMatch = { kind: 'mismatch' };
  for (let step = Math.max(0, current - window + 1); step <= current; step++) {
    if (!constantTimeEqual(hotp(secret.reveal(), step), code.reveal())) continue;
    match = step > lastStep && step !== explainedStep ? { kind: 'match', step } : { kind: 'replay' };
  }
  return match;
}

/**
 * By how many steps the clock that showed this code is ahead of ours (negative: behind); undefined when it is the code
 * of no step near by. Only for an explanation: nothing is accepted by it.
 */
export function findDrift({ secret, code, nowMs }: Pick<TotpInput, 'secret' | 'code' | 'nowMs'>): number | undefined {
  const current = timeStep(nowMs);
  let drift: number | undefined;
  for (let steps = -DRIFT_STEPS; steps <= DRIFT_STEPS; steps++) {
    if (current + steps < 0 || !constantTimeEqual(hotp(secret.reveal(), current + steps), code.reveal())) continue;
    // Should two steps have the same code, the nearer one is the better explanation.
    if (drift === undefined || Math.abs(steps) < Math.abs(drift)) drift = steps;
  }
  return drift;
}
