/**
 * What grows without a bound is a way to make every later call of its user slow, dear or wrong: sessions that nobody ends,
 * devices by the thousand, a partition so full that the profile at its end is cut off and the user unknown. A client that
 * misbehaves, or a thief with a password, tries to pile them up; nobody may thereby be kept out for longer than ten minutes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';
import { sessionClient } from '../http/session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  for (const userId of ['piled', 'busy', 'neighbour']) await putUser({ userId }, `${userId}-password`);
});
afterAll(() => client.service.close());

describe('sessions', () => {
  test('of one user are twenty at a time, however many are asked for at once; his neighbour has his own', async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => sessions.start({ userId: 'piled' })));
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = asked.filter(({ status }) => status !== 201);
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([422, 'SESSION_LIMIT_REACHED']);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(600);
    }
    expect((await sessions.start({ userId: 'neighbour' })).status).toBe(201);
  });

  test('that are over make room, so that a user may sign in as often as he likes', async () => {
    for (let round = 0; round < 25; round++) {
      const browser = await openPages(client, 'busy');
      expect((await browser.post(undefined, { act: 'cancel' })).status).toBe(303);
    }
  });
});

test('a partition of several pages hides nobody, and every page of it is read once', async () => {
  const pk = 'USER#D#full';
  const pages = [
    { Items: [{ pk, sk: 'DEVICE#1', createdAt: 1 }], LastEvaluatedKey: { pk, sk: 'DEVICE#1' } },
    { Items: [], LastEvaluatedKey: { pk, sk: 'DEVICE#2' } },
    { Items: [{ pk, sk: 'PROFILE', userId: 'full' }] },
  ];
  const starts: unknown[] = [];
  const send = async ({ input }: { input: { ExclusiveStartKey?: unknown } }) => {
    starts.push(input.ExclusiveStartKey);
    return pages[starts.length - 1];
  };
  const table = { name: 'sekisho', client: { send } } as unknown as Table;
  const { account, hasDevice } = await dynamodbUsers(table).load({ domain: 'D', userId: 'full' });
  expect([account?.userId, hasDevice]).toEqual(['full', true]);
  expect(starts).toEqual([undefined, { pk, sk: 'DEVICE#1' }, { pk, sk: 'DEVICE#2' }]);
});
