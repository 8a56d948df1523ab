import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { makePasskeyChallenge, randomChallenge } from '../../../../functions/core/sessions/passkey-challenge.ts';

it('a challenge has 32 bytes of the random source, and each its own', () => {
  const given: Buffer[] = [];
  const random = (length: number) => {
    const bytes = createHash('shake256', { outputLength: length }).update(String(given.length)).digest();
    given.push(bytes);
    return bytes;
  };
  const challenges = [randomChallenge(random), makePasskeyChallenge(random, 1, 2).correlationId];
  expect(challenges).toEqual(given.map((bytes) => bytes.toString('base64url')));
  expect(given.map(({ length }) => length)).toEqual([32, 32]);
  expect(new Set(Array.from({ length: 1_000 }, () => randomChallenge(randomBytes))).size).toBe(1_000);
});

it('the challenge of a session lives as long as the session', () => {
  expect(makePasskeyChallenge((length) => Buffer.alloc(length), 5, 600_005)).toEqual({
    correlationId: 'A'.repeat(43),
    sentAtMs: 5,
    expiresAtMs: 600_005,
  });
});
