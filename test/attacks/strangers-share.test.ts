/**
 * The attack: keeping somebody out without knowing his password. Guesses at one name from networks that are not his are
 * held to fifty in an hour, so fifty wrong passwords from ten addresses, or from the many networks of one rented IPv6
 * prefix, used to fill that hour for everybody who is new somewhere: the administrator on a journey, the new employee. What
 * strangers can fill must not be all that there is. Addresses here are those that the service would see.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamodbPasswordTries } from '../../functions/adapters/dynamodb/password-tries.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { guardPasswords } from '../../functions/core/passwords/guard-passwords.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { networksOf } from '../../functions/http/network.ts';
import { type OtpClient, startClient } from '../http/client.ts';

const RIGHT = 'correct horse battery';
const HOUR_MS = 3_600_000;

let client: OtpClient;
let nowMs: number;
let compared: number;
let attempt: (password: string, address: string, userId?: string) => Promise<string>;
let tests = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

beforeEach(() => {
  tests += 1;
  // Each test on a day of its own, so that none is a guesser of another one's networks.
  nowMs = Date.UTC(2026, 0, 5 + 2 * tests, 9);
  compared = 0;
  const victim = `victim-${tests}`;
  const guard = guardPasswords('people', {
    clock: () => nowMs,
    tries: dynamodbPasswordTries(openTable('sekisho')),
    authenticate: async ({ userId }, password) => {
      compared += 1;
      return password.reveal() === RIGHT ? { userId, groups: [], language: 'en', attributes: {} } : undefined;
    },
  });
  attempt = async (password, address, userId = victim) =>
    (await guard({ domain: 'DefaultDomain', userId }, new Secret(password), networksOf(address))).kind;
});

describe('wrong passwords of one name', () => {
  test('from ten addresses keep nobody out who comes from elsewhere', async () => {
    for (let guess = 0; guess < 100; guess++) await attempt('wrong', `198.51.${guess % 10}.7`);
    expect(compared).toBe(50);
    expect(await attempt(RIGHT, '203.0.113.9')).toBe('right');
  });

  test('from all networks of one IPv6 prefix at once are those of one guesser', async () => {
    const addresses = Array.from({ length: 64 }, (_, at) => `2001:db8:77:${(4 * at).toString(16)}00::1`);
    await Promise.all(addresses.map((address) => attempt('wrong', address)));
    expect(compared).toBeLessThanOrEqual(30);
    expect(await attempt(RIGHT, '2001:db8:78::1')).toBe('right');
  });

  test('from hundreds of networks, hour after hour, leave him the first try of a network that guessed nothing', async () => {
    for (let hour = 0; hour < 3; hour++) {
      for (let wave = 0; wave < 4; wave++) {
        const bots = Array.from({ length: 30 }, (_, at) => `10.${hour}.${30 * wave + at}.1`);
        await Promise.all(bots.map((address) => attempt('wrong', address)));
      }
      expect(await attempt(RIGHT, `203.0.${hour}.9`)).toBe('right');
      nowMs += HOUR_MS;
    }
  }, 60_000);

  test('give a network beyond that hour one guess in a day, at whatever name', async () => {
    for (let bot = 0; bot < 60; bot++) await attempt('wrong', `10.1.${bot}.1`);
    compared = 0;
    for (let round = 0; round < 3; round++) {
      for (let bot = 0; bot < 60; bot++) await attempt('wrong', `10.1.${bot}.${round}`);
    }
    expect(compared).toBe(0);
    expect(await attempt('wrong', '10.2.0.1', 'somebody-else')).toBe('wrong');
    expect(await attempt('wrong', '10.2.0.2')).toBe('wait');
  });

  test('do not make him wait where he has signed in within a month', async () => {
    expect(await attempt(RIGHT, '203.0.113.9')).toBe('right');
    for (let guess = 0; guess < 100; guess++) await attempt('wrong', `198.51.${guess % 10}.7`);
    for (let signIn = 0; signIn < 10; signIn++) expect(await attempt(RIGHT, '203.0.113.9')).toBe('right');
  });
});
