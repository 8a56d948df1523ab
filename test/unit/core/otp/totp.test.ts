import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import { matchTotp } from '../../../../functions/core/otp/totp.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

/** RFC 4226 appendix D: the ASCII key and its first ten values. */
const RFC_KEY = Buffer.from('12345678901234567890');
const RFC_4226 = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];

/** RFC 6238 appendix B, SHA-1: Unix time in seconds, the time step in hexadecimal, the code of eight digits. */
const RFC_6238 = [
  [59, '1', '94287082'],
  [1_111_111_109, '23523EC', '07081804'],
  [1_111_111_111, '23523ED', '14050471'],
  [1_234_567_890, '273EF07', '89005924'],
  [2_000_000_000, '3F940AA', '69279037'],
  [20_000_000_000, '27BC86AA', '65353130'],
] as const;

/** RFC 4226 section 5.3, as this service computed it before it used a library. */
function byTheRfc(secret: Uint8Array, counter: number, digits: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const truncated = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

describe('a one-time password', () => {
  it.each(RFC_4226.map((code, counter) => [counter, code] as const))(
    'of counter %i is %s (RFC 4226)',
    (counter, code) => {
      expect(hotp(RFC_KEY, counter)).toBe(code);
    },
  );

  it.each(RFC_6238)('at %i s is of step %s and reads %s (RFC 6238)', (seconds, step, code) => {
    expect(
      timeStep(seconds * 1000)
        .toString(16)
        .toUpperCase(),
    ).toBe(step);
    expect(hotp(RFC_KEY, timeStep(seconds * 1000), 8)).toBe(code);
  });

  it('is the one of the RFC, word by word, for any key of 10 to 64 bytes and any time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 64 }), fc.nat(4_000_000_000), (key, seconds) => {
        const step = timeStep(seconds * 1000);
        expect([hotp(key, step), hotp(key, step, 8)]).toEqual([byTheRfc(key, step, 6), byTheRfc(key, step, 8)]);
      }),
      { seed: 20_261_122 },
    );
  });

  it('changes exactly at a multiple of 30 seconds', () => {
    expect([timeStep(29_999), timeStep(30_000), timeStep(59_999), timeStep(60_000)]).toEqual([0, 1, 1, 2]);
  });
});

describe('matching a code', () => {
  // 2026-11-22T12:00:00Z
  const nowMs = 1_795_348_800_000;
  const current = timeStep(nowMs);
  const match = (step: number, { window = 3, lastStep = -1 } = {}) =>
    matchTotp({ secret: new Secret(RFC_KEY), code: new Secret(hotp(RFC_KEY, step)), nowMs, window, lastStep });

  it.each([
    [1, [0]],
    [3, [0, -1, -2]],
    [5, [0, -1, -2, -3, -4]],
  ])('with a window of %i accepts the steps %j and no other', (window, accepted) => {
    const matching = [];
    for (let offset = 3; offset >= -7; offset--) {
      if (match(current + offset, { window }).kind === 'match') matching.push(offset);
    }
    expect(matching).toEqual(accepted);
  });

  it('says which step it was', () => {
    expect(match(current - 1)).toEqual({ kind: 'match', step: current - 1 });
  });

  it.each([
    [current, current, 'replay'],
    [current - 1, current, 'replay'],
    [current, current - 1, 'match'],
    [current - 3, current, 'mismatch'],
  ])('of step %i after step %i is a %s', (step, lastStep, kind) => {
    expect(match(step, { lastStep }).kind).toBe(kind);
  });

  it('near the beginning of time looks at no negative step', () => {
    const input = {
      secret: new Secret(RFC_KEY),
      code: new Secret(hotp(RFC_KEY, 0)),
      nowMs: 0,
      window: 10,
      lastStep: -1,
    };
    expect(matchTotp(input)).toEqual({ kind: 'match', step: 0 });
  });

  it.each(['', '12345', '1234567', 'abcdef'])('of %j is a mismatch and does not throw', (code) => {
    expect(
      matchTotp({ secret: new Secret(RFC_KEY), code: new Secret(code), nowMs, window: 3, lastStep: -1 }).kind,
    ).toBe('mismatch');
  });
});
