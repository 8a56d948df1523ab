/**
 * The attack: one password, or a list of leaked ones, tried at many names, each only a few times, so that no counter of a
 * name ever fills (OWASP ASVS 6.3.1: credential stuffing, spraying). And its sibling: guessing beside somebody whose own
 * right passwords wipe the slate clean for everybody behind the same address. Who must not suffer for it: a service that
 * signs in each minute, and an office of two hundred behind one address where people mistype.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamodbPasswordTries } from '../../functions/adapters/dynamodb/password-tries.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { guardPasswords } from '../../functions/core/passwords/guard-passwords.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { networksOf } from '../../functions/http/network.ts';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';

const RIGHT = 'correct horse battery';
const MINUTE_MS = 60_000;
const HOME = '198.51.100.20';

let client: OtpClient;
let nowMs: number;
let compared: number;
let attempt: (userId: string, password: string, address?: string) => Promise<string>;
let tests = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

beforeEach(() => {
  tests += 1;
  nowMs = Date.UTC(2026, 2, 5 + 3 * tests, 0, 1);
  compared = 0;
  const guard = guardPasswords('people', {
    clock: () => nowMs,
    tries: dynamodbPasswordTries(openTable('sekisho')),
    authenticate: async ({ userId }, password) => {
      compared += 1;
      return password.reveal() === RIGHT ? { userId, groups: [], language: 'en', attributes: {} } : undefined;
    },
  });
  const prefix = `spray-${tests}-`;
  attempt = async (userId, password, address = HOME) => {
    const user = { domain: 'DefaultDomain', userId: `${prefix}${userId}` };
    return (await guard(user, new Secret(password), networksOf(address))).kind;
  };
});

const names = (count: number) => Array.from({ length: count }, (_, at) => `name-${at}`);

describe('one password at many names', () => {
  test('is looked at thirty times, one after the other', async () => {
    for (const name of names(60)) await attempt(name, 'Summer2026!');
    expect(compared).toBe(30);
  });

  test('and not more often at once', async () => {
    await Promise.all(names(60).map((name) => attempt(name, 'Summer2026!')));
    expect(compared).toBe(30);
  });

  test('nor from all addresses of a network, however they are written', async () => {
    const spellings = (at: number) => [
      `198.51.100.${at}`,
      `::ffff:198.51.100.${at}`,
      `::FFFF:c633:64${at.toString(16).padStart(2, '0')}`,
    ];
    const tried = names(120).map((name, at) => attempt(name, 'Summer2026!', spellings(at)[at % 3]));
    await Promise.all(tried);
    expect(compared).toBe(30);
  });

  test('goes on at one a minute afterwards, and begins anew on the next day', async () => {
    for (const name of names(60)) await attempt(name, 'Summer2026!');
    // The waits grow to a minute first.
    for (let minute = 0; minute < 10; minute++) {
      nowMs += MINUTE_MS;
      await attempt(`late-${minute}`, 'Summer2026!');
    }
    compared = 0;
    for (let minute = 0; minute < 60; minute++) {
      nowMs += MINUTE_MS;
      for (let tried = 0; tried < 5; tried++) await attempt(`later-${minute}-${tried}`, 'Summer2026!');
    }
    expect(compared).toBe(60);
  });

  test('over HTTP is refused from the thirty-first on', async () => {
    const statuses = [];
    for (const name of names(33)) {
      statuses.push((await client.call('POST', SECRET_KEY, { as: `${name}:Summer2026!` })).status);
    }
    expect(statuses).toEqual([...Array(30).fill(401), ...Array(3).fill(429)]);
  }, 30_000);
});

describe('guessing beside somebody who signs in', () => {
  test('gains nothing by his right passwords', async () => {
    for (let round = 0; round < 4; round++) {
      expect(['right', 'wait']).toContain(await attempt('alice', RIGHT));
      for (let guess = 0; guess < 19; guess++) await attempt('alice', 'wrong');
    }
    expect(compared).toBeLessThanOrEqual(1 + 20 + 2);
  });

  test('leaves a service that signs in each minute from there a day without a refusal, while others mistype', async () => {
    for (let minute = 0; minute < 24 * 60; minute++) {
      nowMs += MINUTE_MS;
      if (minute % 90 === 0) await attempt('service', 'mistyped by somebody who tests it');
      nowMs += 2_000;
      expect(await attempt('service', RIGHT)).toBe('right');
    }
  }, 60_000);
});

test('an office of two hundred who begin on one morning behind one address, and mistype, all get in', async () => {
  let waited = 0;
  for (const [at, name] of names(200).entries()) {
    nowMs += 5_000;
    if (at % 8 === 0) expect(await attempt(name, 'mistyped')).toBe('wrong');
    if ((await attempt(name, RIGHT)) === 'wait') waited += 1;
  }
  expect(waited).toBe(0);
  // Known from then on: whatever a guesser does in that house, he keeps nobody out who works there.
  for (const name of names(60)) await attempt(`stranger-${name}`, 'Summer2026!');
  for (const name of names(200)) expect(await attempt(name, RIGHT)).toBe('right');
}, 60_000);
