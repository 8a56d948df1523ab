import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Challenge } from '../../../../functions/core/push/challenge.ts';
import {
  formatEnrolmentCode,
  generateEnrolmentCode,
  hashEnrolmentCode,
  normaliseEnrolmentCode,
} from '../../../../functions/core/push/enrolment-code.ts';
import {
  bindMatchCode,
  generateMatchCode,
  isMatchCode,
  matchesCode,
} from '../../../../functions/core/push/match-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { ALICE, countingBytes, KEYS, keyRing, OTHER_KEYS } from '../stubs.ts';

/** What is stored must be found again by the next release: the fields and their order do not change. */
function stored(...fields: string[]): string {
  return createHmac('sha256', KEYS.pinKey).update(JSON.stringify(fields)).digest('base64url');
}

describe('a match code', () => {
  it('is six digits, each equally likely', () => {
    const random = countingBytes();
    const counts = new Map<string, number>();
    for (let code = 0; code < 2_500; code++) {
      const text = generateMatchCode(random).reveal();
      expect(text).toMatch(/^\d{6}$/);
      for (const digit of text) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual([...'0123456789']);
    for (const count of counts.values()) expect(Math.abs(count - 1_500)).toBeLessThan(30);
  });

  it.each([
    ['000000', true],
    ['12345', false],
    ['1234567', false],
    ['12345a', false],
    ['١٢٣٤٥٦', false],
    ['123456\n', false],
    ['', false],
  ])('that an application brings may be %j: %s', (text, may) => {
    expect(isMatchCode(text)).toBe(may);
  });

  const challengeOf = async (id: string, code: string): Promise<Challenge> => ({
    id,
    user: { domain: 'D', userId: 'u' },
    epoch: epochOf(ALICE),
    application: 'app',
    context: {},
    startedBy: 'client',
    startedAtMs: 0,
    expiresAtMs: 60_000,
    matchCode: await bindMatchCode(keyRing, id, new Secret(code)),
  });

  it('matches itself for its own challenge alone', async () => {
    const digits = fc.stringMatching(/^\d{6}$/);
    await fc.assert(
      fc.asyncProperty(digits, digits, async (right, typed) => {
        const matches = await matchesCode(keyRing, await challengeOf('a', right), new Secret(typed));
        expect(matches).toBe(right === typed);
      }),
    );
    const code = new Secret('123456');
    const challenge = await challengeOf('a', '123456');
    expect(await matchesCode(keyRing, challenge, code)).toBe(true);
    expect(await matchesCode(keyRing, { ...challenge, id: 'b' }, code)).toBe(false);
  });

  it('is kept as a keyed hash beside the name of its key, and still matches when the keys have changed', async () => {
    const challenge = await challengeOf('a', '123456');
    expect(challenge.matchCode).toEqual({ hash: stored('match', 'a', '123456'), keyId: KEYS.id });
    const rotated = { ...keyRing, current: async () => OTHER_KEYS };
    expect(await matchesCode(rotated, challenge, new Secret('123456'))).toBe(true);
  });

  it('is missed when it is not typed, and not asked for where there is none', async () => {
    const challenge = await challengeOf('a', '123456');
    expect(await matchesCode(keyRing, challenge, undefined)).toBe(false);
    const { matchCode: _none, ...without } = challenge;
    expect(await matchesCode(keyRing, without, undefined)).toBe(true);
  });
});

describe('an enrolment code', () => {
  it('has ten characters of an alphabet of 32: fifty bits', () => {
    const code = generateEnrolmentCode(countingBytes());
    expect(code.reveal()).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(formatEnrolmentCode(code)).toMatch(/^.{5}-.{5}$/);
  });

  it('is the same code however it is typed', () => {
    const hash = (typed: string) => hashEnrolmentCode(KEYS, normaliseEnrolmentCode(typed));
    const right = hash('0123456789');
    for (const typed of [
      '01234-56789',
      ' 01234 56789 ',
      'O1234-56789',
      'oi234-56789',
      'ol234-56789',
      '０１２３４５６７８９',
      '01234–56789',
      '01234‐56789',
      '01234‑56789',
      '01234—56789',
      '01234−56789',
      '01234ー56789',
      '01234ｰ56789',
      '01234\u200b56789',
      '\u202a01234-56789\u202c',
      '01234_56789.',
      '٠١٢٣٤-٥٦٧٨٩',
    ]) {
      expect(hash(typed), typed).toBe(right);
    }
    expect(hash('01234-56788')).not.toBe(right);
  });

  it('is kept as a keyed hash alone', () => {
    expect(hashEnrolmentCode(KEYS, new Secret('0123456789'))).toBe(stored('device-enrolment', '0123456789'));
  });

  it('survives being shown and typed back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
        const supply = bytes.values();
        const code = generateEnrolmentCode((size) => Uint8Array.from(supply.take(size)));
        expect(normaliseEnrolmentCode(formatEnrolmentCode(code)).reveal()).toBe(code.reveal());
      }),
    );
  });
});
