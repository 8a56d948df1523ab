/**
 * The attack: guessing the passwords of people where clients alone are asked for. Nobody is told there that a person's
 * password was right, but it could be heard: an old or imported hash was renewed when the password was right, which takes
 * as long again, and a header said how long it took. Somebody who is client and administrator at once could be guessed
 * there without a limit. So a person's password is compared with nothing there, nothing is renewed, and tries are counted.
 */
import { createHash, randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbPasswordTries } from '../../functions/adapters/dynamodb/password-tries.ts';
import { openTable, PROFILE, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { networksOf } from '../../functions/http/network.ts';
import { CREATE, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock } from '../http/clock.ts';
import { forgetGuesses } from '../http/forget-guesses.ts';
import { putProfile, putUser } from '../http/put-user.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());
beforeEach(forgetGuesses);

function salted(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

const body = { appName: 'demo', userId: 'alice', deliveryChannel: 'email' };
const asClient = (userId: string, password: string) =>
  client.call('POST', CREATE, { as: `${userId}:${password}`, body });

async function hashOf(userId: string): Promise<unknown> {
  const table = openTable('sekisho');
  const Key = { pk: userPartition({ domain: 'DefaultDomain', userId }), sk: PROFILE };
  return (await table.client.send(new GetCommand({ TableName: table.name, Key }))).Item?.passwordHash;
}

describe('a person who was imported with a hash of the old directory', () => {
  const userId = 'imported';
  const passwordHash = salted('the-old-password');

  beforeEach(() => putProfile({ userId, attributes: {}, passwordHash }));

  it('keeps that hash, whatever is sent to a route of clients', async () => {
    for (const password of ['wrong', 'the-old-password']) expect((await asClient(userId, password)).status).toBe(401);
    expect(await hashOf(userId)).toBe(passwordHash);
  });

  it('has it renewed where people sign in', async () => {
    const { status } = await client.call('POST', SECRET_KEY, { as: `${userId}:the-old-password` });
    expect(status).toBe(200);
    expect(await hashOf(userId)).toMatch(/^scrypt\$/);
  });

  it('costs as much to refuse with the right password as with a wrong one', async () => {
    const median = async (password: string): Promise<number> => {
      const times = [];
      for (let attempt = 0; attempt < 3; attempt++) {
        const started = process.cpuUsage();
        await asClient(userId, password);
        const { user, system } = process.cpuUsage(started);
        times.push(user + system);
      }
      return times.toSorted((left, right) => left - right)[1] ?? 0;
    };
    await median('warm');
    const [wrong, right] = [await median('wrong'), await median('the-old-password')];
    // A second hash would make it twice as much.
    expect(right / wrong).toBeLessThan(1.5);
    expect(right / wrong).toBeGreaterThan(0.67);
  }, 60_000);
});

it('no refusal says how long it took, and a success does, as in the original', async () => {
  for (const as of ['demo-app:wrong', 'alice:alice-password', 'nobody:x']) {
    const refused = await client.call('POST', CREATE, { as, body });
    expect([refused.status, refused.headers.get('x-response-time')]).toEqual([401, null]);
  }
  const { headers } = await client.createOtp({ userId: 'alice' });
  expect(headers.get('x-response-time')).toMatch(/^\d+$/);
});

it('a client that is an administrator too can be guessed there fifty times in a day from one network', async () => {
  const groups = ['OTPRestUserGroup', 'Administrators'];
  await putUser({ userId: 'both', attributes: {}, groups }, 'a long and random one');
  const tries = dynamodbPasswordTries(openTable('sekisho'));
  const source = {
    kind: 'name',
    audience: 'clients',
    user: { domain: 'DefaultDomain', userId: 'both' },
    network: networksOf('127.0.0.1').own,
  } as const;
  // As many as one may have at once are counted; each hashed, they would take this test half a minute.
  const limits = { nowMs: Date.now(), freeTries: 48, freeTriesWhereKnown: 48 };
  await Promise.all(Array.from({ length: 48 }, () => tries.count(source, limits)));
  holdClock();
  const guesses = await Promise.all(Array.from({ length: 5 }, (_, at) => asClient('both', `guess-${at}`)));
  expect(guesses.map(({ status }) => status).toSorted()).toEqual([401, 401, 429, 429, 429]);
  expect((await asClient('both', 'a long and random one')).status).toBe(429);
});
