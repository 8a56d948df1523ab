import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hotp, TOTP_PERIOD_SECONDS, timeStep } from '../../../../functions/core/otp/hotp.ts';
import { findDrift, matchTotp } from '../../../../functions/core/otp/totp.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

/** The key of RFC 6238, appendix B. */
const BYTES = new TextEncoder().encode('12345678901234567890');
/** 2026-11-22T12:00:00Z. */
const NOW_MS = 1_795_348_800_000;

const secret = new Secret(BYTES);
const codeAt = (steps: number): Secret<string> => new Secret(hotp(BYTES, timeStep(NOW_MS) + steps));

describe('findDrift', () => {
  it.each([-10, -4, -3, 1, 2, 10])('finds that a clock is off by %i steps', (steps) => {
    expect(findDrift({ secret, code: codeAt(steps), nowMs: NOW_MS })).toBe(steps);
  });

  it.each([-11, 11, 500])('does not look as far as %i steps', (steps) => {
    expect(findDrift({ secret, code: codeAt(steps), nowMs: NOW_MS })).toBeUndefined();
  });

  it('looks at no step before the beginning of time', () => {
    const early = (nowMs: number, step: number) => findDrift({ secret, code: new Secret(hotp(BYTES, step)), nowMs });
    expect(early(0, 2)).toBe(2);
    expect(early(TOTP_PERIOD_SECONDS * 1000, 0)).toBe(-1);
  });

  // Under this key the steps 59941553 and 59941561 have the same code.
  it.each([
    ['the nearer one when that lies behind', 59_941_556, -3],
    ['the nearer one when that lies ahead', 59_941_559, 2],
    ['the one behind when both are as near, since only a code ahead must be spent', 59_941_557, -4],
  ])('of two steps with one code explains by %s', (_which, now, drift) => {
    expect(hotp(BYTES, 59_941_561)).toBe(hotp(BYTES, 59_941_553));
    const nowMs = now * TOTP_PERIOD_SECONDS * 1000;
    expect(findDrift({ secret, code: new Secret(hotp(BYTES, 59_941_553)), nowMs })).toBe(drift);
  });

  it('never explains what is accepted, and never accepts what it explains', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 10 }), fc.integer({ min: 1, max: 10 }), (steps, window) => {
        const code = codeAt(steps);
        const { kind } = matchTotp({ secret, code, nowMs: NOW_MS, window, lastStep: -1 });
        expect(kind).toBe(steps <= 0 && steps > -window ? 'match' : 'mismatch');
      }),
    );
  });

  it('spends a code ahead of its time once it was explained', () => {
    const explainedStep = timeStep(NOW_MS) + 4;
    const later = NOW_MS + 4 * TOTP_PERIOD_SECONDS * 1000;
    const input = { secret, code: codeAt(4), nowMs: later, window: 3, lastStep: -1 };
    expect(matchTotp(input).kind).toBe('match');
    expect(matchTotp({ ...input, explainedStep }).kind).toBe('replay');
    expect(matchTotp({ ...input, code: codeAt(3), explainedStep }).kind).toBe('match');
  });
});
