import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantTimeEqual } from '../../../../functions/core/otp/constant-time-equal.ts';
import {
  checkTotpCorrelationId,
  formatId,
  makeTotpCorrelationId,
} from '../../../../functions/core/otp/correlation-id.ts';
import { type ClientScope, generatePin, hashPin, type PageScope } from '../../../../functions/core/otp/pin.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { KEYS, OTHER_KEYS } from '../stubs.ts';

const SCOPE: ClientScope = { purpose: 'pin', domain: 'D', userId: 'alice', application: 'demo', sessionId: undefined };

describe('a PIN', () => {
  it('has the asked-for length and only the asked-for characters', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 20 }),
        fc.constantFrom('0123456789', 'ABCDEFGHJKLMN', '0123456789abcdef'),
        (length, alphabet) => {
          const pin = generatePin((size) => randomBytes(size), length, alphabet).reveal();
          expect(pin).toHaveLength(length);
          expect([...pin].every((character) => alphabet.includes(character))).toBe(true);
        },
      ),
    );
  });

  it('throws bytes away that would make some digits likelier', () => {
    const bytes = [255, 254, 253, 252, 251, 250, 249, 0, 9, 10, 248, 19];
    const random = (size: number) => Uint8Array.from(bytes.splice(0, size));
    expect(generatePin(random, 6, '0123456789').reveal()).toBe('909089');
  });

  it('has digits that are all equally likely (chi-square, 9 degrees of freedom, p = 0.0001)', () => {
    const counts = new Array<number>(10).fill(0);
    for (let made = 0; made < 20_000; made++) {
      for (const digit of generatePin((size) => randomBytes(size), 6, '0123456789').reveal())
        counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
    }
    const expected = 12_000;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(33.72);
  });
});

describe('the hash of a PIN', () => {
  const pin = new Secret('123456');
  const own = hashPin(KEYS, SCOPE, pin);

  it.each([
    ['domain', { domain: 'E' }],
    ['user', { userId: 'bob' }],
    ['application', { application: 'other' }],
    ['session', { sessionId: 's' }],
  ])('is another one for another %s', (_what, changed) => {
    expect(hashPin(KEYS, { ...SCOPE, ...changed }, pin)).not.toBe(own);
  });

  it('names its purpose, so that no text of a client makes the PIN of a page', () => {
    const page: PageScope = { ...SCOPE, purpose: 'page-pin', sessionId: 's', method: 'sms', address: '+819012345678' };
    const others: Partial<PageScope>[] = [
      { purpose: 'new-address' },
      { sessionId: 't' },
      { method: 'email' },
      { address: '+819012345679' },
    ];
    const hashes = [page, ...others.map((changed) => ({ ...page, ...changed }))].map((scope) =>
      hashPin(KEYS, scope, pin),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    fc.assert(fc.property(fc.string(), (sessionId) => !hashes.includes(hashPin(KEYS, { ...SCOPE, sessionId }, pin))));
  });

  it('is another one under another key and for another PIN, and the same for the same', () => {
    expect(hashPin(OTHER_KEYS, SCOPE, pin)).not.toBe(own);
    expect(hashPin(KEYS, SCOPE, new Secret('123457'))).not.toBe(own);
    expect(hashPin(KEYS, { ...SCOPE }, new Secret('123456'))).toBe(own);
    expect(own).toMatch(/^[\w-]{22}$/);
  });

  it('is 128 bits of an HMAC over what it is for and bound to, so that PINs under way outlive a deployment', () => {
    const digest = createHmac('sha256', KEYS.pinKey).update('["pin","D","alice","demo",null,"123456"]').digest();
    expect(hashPin(KEYS, SCOPE, pin)).toBe(digest.subarray(0, 16).toString('base64url'));
  });

  it('keeps its fields apart: what moves from one field to the next makes another hash', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (left, right) => {
        const one = hashPin(KEYS, { ...SCOPE, userId: left, application: right + left }, pin);
        const two = hashPin(KEYS, { ...SCOPE, userId: left + right, application: left }, pin);
        expect(one).not.toBe(two);
      }),
    );
  });
});

describe('the correlation id of an authenticator check', () => {
  const expiresAtMs = 1_795_349_100_000;
  const id = makeTotpCorrelationId(KEYS, (size) => randomBytes(size), SCOPE, expiresAtMs);

  it('holds for what it was made for, until it expires', () => {
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(checkTotpCorrelationId(KEYS, SCOPE, id, expiresAtMs - 1)).toBe(true);
    expect(checkTotpCorrelationId(KEYS, SCOPE, id.toUpperCase(), expiresAtMs - 1)).toBe(true);
    expect(checkTotpCorrelationId(KEYS, SCOPE, id, expiresAtMs)).toBe(false);
  });

  it.each([
    ['domain', { domain: 'E' }],
    ['user', { userId: 'bob' }],
    ['application', { application: 'other' }],
    ['session', { sessionId: 's' }],
  ])('does not hold for another %s', (_what, changed) => {
    expect(checkTotpCorrelationId(KEYS, { ...SCOPE, ...changed }, id, 0)).toBe(false);
  });

  it('does not hold when any of its digits is changed', () => {
    for (let at = 0; at < id.length; at++) {
      if (id[at] === '-') continue;
      const changed = id.slice(0, at) + (id[at] === '0' ? '1' : '0') + id.slice(at + 1);
      expect(checkTotpCorrelationId(KEYS, SCOPE, changed, 0)).toBe(false);
    }
  });

  it('is its expiry in seconds, four random bytes and an HMAC over what it is for and bound to', () => {
    const made = makeTotpCorrelationId(KEYS, () => Uint8Array.of(0xa, 0xb, 0xc, 0xd), SCOPE, expiresAtMs + 999);
    const head = `${(expiresAtMs / 1000).toString(16)}0a0b0c0d`;
    const fields = `["totp","D","alice","demo",null,"${head}"]`;
    const tag = createHmac('sha256', KEYS.pinKey).update(fields).digest('hex').slice(0, 16);
    expect(made.replaceAll('-', '')).toBe(head + tag);
  });

  it('holds in no other spelling than with its hyphens, and not cut or continued', () => {
    for (const other of [id.replaceAll('-', ''), id.slice(0, -1), id.slice(0, 18), `${id}0`, `${id}00`, ` ${id}`]) {
      expect(checkTotpCorrelationId(KEYS, SCOPE, other, 0), other).toBe(false);
    }
  });

  it('is no arbitrary text', () => {
    fc.assert(fc.property(fc.string(), (text) => !checkTotpCorrelationId(KEYS, SCOPE, text, 0)));
  });
});

it('an id is written as 8-4-4-4-12 hexadecimal digits', () => {
  expect(formatId(Uint8Array.from({ length: 16 }, (_, at) => at))).toBe('00010203-0405-0607-0809-0a0b0c0d0e0f');
});

it.each([
  ['', '', true],
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['é', 'e', false],
])('constantTimeEqual(%j, %j) is %s', (left, right, equal) => {
  expect(constantTimeEqual(left, right)).toBe(equal);
});
