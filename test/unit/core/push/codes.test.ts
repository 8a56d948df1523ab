import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../../functions/core/push/challenge.ts';
import {
  formatEnrolmentCode,
  generateEnrolmentCode,
  hashEnrolmentCode,
  normaliseEnrolmentCode,
} from '../../../../functions/core/push/enrolment-code.ts';
import { generateMatchCode, hashMatchCode, matchesCode } from '../../../../functions/core/push/match-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { countingBytes, KEYS, keyRing } from '../stubs.ts';

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

  const challengeOf = (id: string, code: string): Challenge => ({
    id,
    user: { domain: 'D', userId: 'u' },
    application: 'app',
    context: {},
    startedBy: 'client',
    startedAtMs: 0,
    expiresAtMs: 60_000,
    matchCode: { hash: hashMatchCode(KEYS, id, new Secret(code)), keyId: KEYS.id },
  });

  it('matches itself for its own challenge alone', async () => {
    const digits = fc.stringMatching(/^\d{6}$/);
    await fc.assert(
      fc.asyncProperty(digits, digits, async (right, typed) => {
        const matches = await matchesCode(keyRing, challengeOf('a', right), new Secret(typed));
        expect(matches).toBe(right === typed);
      }),
    );
    const other = { ...challengeOf('a', '123456'), id: 'b' };
    expect(await matchesCode(keyRing, other, new Secret('123456'))).toBe(false);
  });

  it('is missed when it is not typed, and not asked for where there is none', async () => {
    const challenge = challengeOf('a', '123456');
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
    ]) {
      expect(hash(typed), typed).toBe(right);
    }
    expect(hash('01234-56788')).not.toBe(right);
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
