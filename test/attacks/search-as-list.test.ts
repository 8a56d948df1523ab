/**
 * The attack: a help desk account in wrong hands makes a list of the users out of the search: by texts that fit everybody, by
 * asking for more pages, by the list itself, or letter by letter all night. It gets no list, at most 25 people an answer
 * without a next page, no address in clear, and a number of searches in an hour that nobody needs who answers calls.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { putProfile, putUser } from '../http/put-user.ts';

const USERS = '/mfa/v1/users';
const HELPER = 'helper:helper-password';
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'helper', groups: ['HelpDesk'] }, 'helper-password');
  for (let at = 0; at < 30; at++) {
    const byMail = `common${at}@example.com`;
    const attributes = { mail: byMail, mobile: '+819012345678' };
    await putProfile({ userId: `crowd-${at}`, directory: 'DefaultDomain', attributes, byMail });
  }
});
afterAll(() => client.service.close());

const get = (query: string) => client.call('GET', `${USERS}${query}`, { as: HELPER });

test.each(['', '?limit=100', '?cursor=YWxpY2U'])('has no list: %j', async (query) => {
  const { status, body } = await get(query);
  expect([status, body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
});

test.each(['*', '%', '   ', 'c', 'cr', '+', '..', '\u200b\u200b\u200b', '@'])(
  'gets nobody by a text that fits many: %j',
  async (text) => {
    expect((await get(`?search=${encodeURIComponent(text)}`)).status).toBe(422);
  },
);

test.each(['crowd', 'common'])('gets 25 people and no next page: %s', async (text) => {
  const { body } = await get(`?search=${text}`);
  const { found, more } = body as unknown as { found: unknown[]; more: boolean };
  expect([found.length, more]).toEqual([25, true]);
  expect(Object.keys(body)).toEqual(['found', 'more']);
  expect((await get(`?search=${text}&cursor=YWxpY2U`)).body).toEqual(body);
});

test('learns no address', async () => {
  const { body } = await get('?search=common1%40example.com');
  expect(body).toMatchObject({ found: [{ userId: 'crowd-1', mail: 'c•••@example.com', phone: '••• 5678' }] });
});

test('has so many searches in an hour, in each of its spellings, and an administrator is not held up', async () => {
  const { client: dynamodb, name: TableName } = openTable('sekisho');
  const sk = `WINDOW#${Math.floor(Date.now() / 3_600_000)}`;
  await dynamodb.send(
    new UpdateCommand({
      TableName,
      Key: { pk: 'QUOTA#SEARCHES#DefaultDomain#helper', sk },
      UpdateExpression: 'SET used = :used',
      ExpressionAttributeValues: { ':used': 300 },
    }),
  );
  const { status, body, headers } = await client.call('GET', `${USERS}?search=crowd`, {
    as: 'HELPER:helper-password',
  });
  expect([status, body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await client.call('GET', `${USERS}?search=crowd`, { as: ADMIN })).status).toBe(200);
});
