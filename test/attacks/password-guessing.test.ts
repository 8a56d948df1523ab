/**
 * The attack: guessing the passwords of people over the routes that take one with HTTP Basic, and, the other way round,
 * sending wrong passwords in somebody's name to lock him out (keycloak #46164, CVE-2024-1722). A lock per account would
 * stop the first and be the second. Here the waiting belongs to the network of whoever guesses, so the tests drive the
 * deployed authenticator with several networks and a clock of their own, over the local DynamoDB.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamodbPasswordTries } from '../../functions/adapters/dynamodb/password-tries.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { type GuardedAuthenticator, guardPasswords } from '../../functions/core/passwords/guard-passwords.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock } from '../http/clock.ts';

const RIGHT = 'correct horse battery';
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** 2026-01-05 09:00 UTC. */
const START_MS = Date.UTC(2026, 0, 5, 9);

let client: OtpClient;
let nowMs: number;
let compared: number;
let broken: boolean;
let signIn: GuardedAuthenticator;
let userId: string;
let users = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

beforeEach(() => {
  users += 1;
  userId = `guessed-${users}`;
  nowMs = START_MS;
  compared = 0;
  broken = false;
  signIn = guardPasswords('people', {
    clock: () => nowMs,
    tries: dynamodbPasswordTries(openTable('sekisho')),
    authenticate: async (user, password) => {
      if (broken) throw new Error('the directory is gone');
      compared += 1;
      return password.reveal() === RIGHT
        ? { userId: user.userId, groups: [], language: 'en', attributes: {} }
        : undefined;
    },
  });
});

const attempt = async (password: string, network: string): Promise<string> =>
  (await signIn({ domain: 'DefaultDomain', userId }, new Secret(password), { own: network, wide: network })).kind;

async function guess(times: number, network: string): Promise<void> {
  for (let tries = 0; tries < times; tries++) await attempt('wrong', network);
}

describe('guessing from one network', () => {
  test('gets five tries, and then no look at any password before a growing time is over', async () => {
    await guess(5, 'attacker');
    expect(compared).toBe(5);
    expect(await attempt(RIGHT, 'attacker')).toBe('wait');
    nowMs += SECOND_MS;
    expect(await attempt('wrong', 'attacker')).toBe('wrong');
    nowMs += SECOND_MS;
    expect(await attempt(RIGHT, 'attacker')).toBe('wait');
    nowMs += SECOND_MS;
    expect(await attempt(RIGHT, 'attacker')).toBe('right');
  });

  test('cannot run ahead of the counter in parallel', async () => {
    await Promise.all(Array.from({ length: 40 }, () => attempt('wrong', 'attacker')));
    expect(compared).toBe(5);
    nowMs += SECOND_MS;
    await Promise.all(Array.from({ length: 40 }, () => attempt('wrong', 'attacker')));
    expect(compared).toBe(6);
  });

  test('never waits longer than a quarter of an hour', async () => {
    await guess(5, 'attacker');
    for (let round = 0; round < 15; round++) {
      nowMs += HOUR_MS / 4;
      expect(await attempt('wrong', 'attacker')).toBe('wrong');
    }
  });
});

describe('a stranger who guesses', () => {
  test('does not keep the user from signing in elsewhere', async () => {
    await guess(30, 'attacker');
    expect(await attempt(RIGHT, 'home')).toBe('right');
  });

  test('with many networks is held to fifty tries an hour, and networks of the user stay open', async () => {
    expect(await attempt(RIGHT, 'home')).toBe('right');
    // The share of a network that has guessed nothing before is the subject of strangers-share.test.ts.
    for (let network = 0; network < 10; network++) await guess(8, `bot-${network}`);
    expect(compared).toBe(50);
    expect(await attempt(RIGHT, 'bot-9')).toBe('wait');
    expect(await attempt(RIGHT, 'home')).toBe('right');
    nowMs += HOUR_MS;
    expect(await attempt(RIGHT, 'on a journey')).toBe('right');
  });
});

test('a program of the user may make twenty calls at the same moment, once his network is known', async () => {
  await attempt(RIGHT, 'home');
  const calls = await Promise.all(Array.from({ length: 20 }, () => attempt(RIGHT, 'home')));
  expect(calls).toEqual(Array(20).fill('right'));
  await guess(30, 'home');
  expect(await attempt(RIGHT, 'home')).toBe('wait');
});

test('a right password forgives nothing, and in a network that it makes known others are free', async () => {
  await guess(4, 'home');
  expect(await attempt(RIGHT, 'home')).toBe('right');
  await guess(4, 'home');
  expect(await attempt(RIGHT, 'home')).toBe('right');
});

test('a directory that is down costs the user none of his tries', async () => {
  broken = true;
  for (let tries = 0; tries < 8; tries++) await expect(attempt(RIGHT, 'home')).rejects.toThrow('gone');
  broken = false;
  expect(await attempt(RIGHT, 'home')).toBe('right');
});

test('over HTTP the sixth wrong password of a second is answered with a time to wait, also for a name that is nobody’s', async () => {
  // However slow this machine is.
  holdClock();
  for (const name of ['bob', 'nobody-at-all']) {
    const post = (password: string) => client.call('POST', SECRET_KEY, { as: `${name}:${password}` });
    for (let tries = 0; tries < 5; tries++) expect((await post('wrong')).status).toBe(401);
    const answers = await Promise.all([post('bob-password'), post('bob-password')]);
    for (const { status, headers, body } of answers) {
      expect({ status, code: body.errorCode }).toEqual({ status: 429, code: 'PASSWORD_TRIES_LIMITED' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
  }
});
