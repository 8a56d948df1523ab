import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { RandomBytes } from '../../../../functions/core/ports/random-bytes.ts';
import type { SlowHash } from '../../../../functions/core/ports/slow-hash.ts';
import { makeBypassCode, readBypassCode } from '../../../../functions/core/recovery/bypass-code.ts';
import {
  formatRecoveryCode,
  hashRecoveryCode,
  makeRecoverySet,
  readRecoveryCode,
} from '../../../../functions/core/recovery/recovery-codes.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { countingBytes } from '../stubs.ts';

/** Different in each call, as chance is, and the same in each run. */
function hashedBytes(): RandomBytes {
  const counting = countingBytes();
  return (size) => createHash('shake256', { outputLength: size }).update(counting(size)).digest();
}

const slowHash: SlowHash = async (secret, salt) =>
  Buffer.from(secret.reveal().padEnd(28, '.') + salt[0]).subarray(0, 32);

describe('a set of recovery codes', () => {
  it('has ten codes of 80 bits, one salt, and 128 bits of a hash of each', async () => {
    const { codes, set } = await makeRecoverySet({ random: hashedBytes(), slowHash }, 5);
    expect(codes.map((code) => code.reveal())).toEqual(
      Array.from({ length: 10 }, () => expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}$/)),
    );
    expect(new Set(set.hashes).size).toBe(10);
    expect([set.salt.length, set.madeAtMs]).toEqual([16, 5]);
    expect(set.hashes.map((hash) => Buffer.from(hash, 'base64url').length)).toEqual(
      Array.from({ length: 10 }, () => 16),
    );
    expect(await hashRecoveryCode(slowHash, set.salt, codes[4] ?? new Secret(''))).toBe(set.hashes[4]);
  });

  test('is printed nowhere by accident', async () => {
    expect(JSON.stringify(await makeRecoverySet({ random: countingBytes(), slowHash }, 5))).toContain('[redacted]');
  });
});

describe('a typed recovery code', () => {
  it.each([
    ['abcd-efgh-jkmn-pqrs', 'ABCDEFGHJKMNPQRS'],
    [' O123 4567 89ab cdeI ', '0123456789ABCDE1'],
    ['０１２３-4567-89ab-cdef', '0123456789ABCDEF'],
    ['0123456789ABCDE', undefined],
    ['0123456789ABCDEFG', undefined],
    ['0123456789ABCDEU', undefined],
    ['1234567890', undefined],
  ])('%s is %s', (typed, meant) => {
    expect(readRecoveryCode(new Secret(typed))?.reveal()).toBe(meant);
  });

  it('is read as it was shown', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 16, maxLength: 16 }),
        (letters) => {
          const code = letters.join('');
          expect(readRecoveryCode(new Secret(formatRecoveryCode(new Secret(code))))?.reveal()).toBe(code);
        },
      ),
    );
  });
});

describe('a code of the help desk', () => {
  it('has as many digits as it is asked for, and is kept as a salted hash', async () => {
    const terms = { expiresAtMs: 9, usesLeft: 1, isApproved: true };
    const { code, kept } = await makeBypassCode({ random: countingBytes(), slowHash }, { length: 12, ...terms });
    expect(code.reveal()).toMatch(/^[0-9]{12}$/);
    expect(kept).toMatchObject(terms);
    expect([kept.salt.length, kept.hash.length, kept.id.length]).toEqual([16, 16, 11]);
  });

  it.each([
    ['12345 67890', '1234567890'],
    ['123456789', undefined],
    ['123456789012345678901', undefined],
    ['12345678ab', undefined],
  ])('is read from %s as %s', (typed, meant) => {
    expect(readBypassCode(new Secret(typed))?.reveal()).toBe(meant);
  });
});
