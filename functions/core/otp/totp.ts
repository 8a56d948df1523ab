import type { OneTimeCode, TotpSecret } from '../secrets/secret.ts';
import { constantTimeEqual } from './constant-time-equal.ts';
import { hotp, timeStep } from './hotp.ts';

export type TotpMatch =
  | { readonly kind: 'match'; readonly step: number }
  | { readonly kind: 'replay' }
  | { readonly kind: 'mismatch' };

export interface TotpInput {
  readonly secret: TotpSecret;
  readonly code: OneTimeCode;
  readonly nowMs: number;
  /** How many of the most recent codes are accepted, the current one included (`TotpTimeWindow`). */
  readonly window: number;
  /** Steps up to this one are spent: time steps only move forward (RFC 6238 section 5.2). */
  readonly lastStep: number;
}

/**
 * Finds the time step whose code this is. Every step of the window is computed, also after a match, so that the
 * duration does not tell which one matched.
 */
export function matchTotp({ secret, code, nowMs, window, lastStep }: TotpInput): TotpMatch {
  const current = timeStep(nowMs);
  let match: TotpMatch = { kind: 'mismatch' };
  for (let step = Math.max(0, current - window + 1); step <= current; step++) {
    if (!constantTimeEqual(hotp(secret.reveal(), step), code.reveal())) continue;
    match = step > lastStep ? { kind: 'match', step } : { kind: 'replay' };
  }
  return match;
}
