import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from './client.ts';
import { putProfile, putUser } from './put-user.ts';

const USERS = '/mfa/v1/users';
const HELPER = 'helper:helper-password';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'helper', groups: ['HelpDesk'] }, 'helper-password');
  await putUser({ userId: 'auditor', groups: ['Auditors'] }, 'auditor-password');
  await make('hanako', { mail: 'Hanako.Yamada@example.com', mobile: '090-1111-2222' });
  await make('hana', { mail: 'hana@example.com' });
  await make('山田太郎', { mail: 'taro@example.com', mobile: '090-1111-3333' });
});
afterAll(() => client.service.close());

async function make(userId: string, attributes: object): Promise<void> {
  const path = `${USERS}/${encodeURIComponent(userId)}`;
  expect((await client.call('PUT', path, { as: ADMIN, body: { attributes } })).status).toBe(200);
}

interface Found {
  readonly found: readonly { userId: string; mail?: string; phone?: string }[];
  readonly more: boolean;
}

function search(text: string, as = HELPER): Promise<Answer> {
  return client.call('GET', `${USERS}?search=${encodeURIComponent(text)}`, { as });
}

async function namesFound(text: string): Promise<string[]> {
  const { status, body } = await search(text);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as unknown as Found).found.map(({ userId }) => userId);
}

describe('a search', () => {
  it.each([
    ['the beginning of a name', 'HAN', ['hana', 'hanako']],
    ['a whole name, and those that begin with it', 'hana', ['hana', 'hanako']],
    ['two letters of a script with many', '山田', ['山田太郎']],
    ['a mail address, in any letters', 'hanako.yamada@EXAMPLE.com', ['hanako']],
    ['the beginning of a mail address', 'hanako.y', ['hanako']],
    ['a phone number as it is dialled', '090-1111-2222', ['hanako']],
    ['a phone number from abroad', '+81 90 1111 2222', ['hanako']],
    ['the beginning of a phone number', '0901111', ['hanako', '山田太郎']],
    ['nothing that anybody has', 'nobody', []],
  ])('finds by %s', async (_what, text, expected) => {
    expect(await namesFound(text)).toEqual(expected);
  });

  it('shows of addresses only what one knows them by', async () => {
    expect((await search('hanako')).body).toEqual({
      found: [{ userId: 'hanako', mail: 'H•••@example.com', phone: '••• 2222' }],
      more: false,
    });
  });

  it('follows a change, and finds nobody by what he had', async () => {
    await make('mover', { mail: 'before@example.com', mobile: '090-4444-5555' });
    const body = { attributes: { mail: 'after@example.com', mobile: null } };
    expect((await client.call('PATCH', `${USERS}/mover`, { as: ADMIN, body })).status).toBe(200);
    expect(await namesFound('before@')).toEqual([]);
    expect(await namesFound('090-4444')).toEqual([]);
    expect(await namesFound('after@')).toEqual(['mover']);
    await make('mover', {});
    expect(await namesFound('after@')).toEqual([]);
  });

  it('finds by an address who was written before there was an index, from the next write of it on', async () => {
    const attributes = { mail: 'older@example.com' };
    await putProfile({ userId: 'of-before', directory: 'DefaultDomain', attributes, verified: {} });
    expect(await namesFound('of-before')).toEqual(['of-before']);
    expect(await namesFound('older@')).toEqual([]);
    await client.call('PATCH', `${USERS}/of-before`, { as: ADMIN, body: { attributes } });
    expect(await namesFound('older@')).toEqual(['of-before']);
  });

  it('stays in the domain', async () => {
    await putProfile({ userId: 'hanabi', directory: 'Elsewhere' }, 'Elsewhere');
    expect(await namesFound('hana')).toEqual(['hana', 'hanako']);
  });

  it.each(['helper:helper-password', 'auditor:auditor-password', ADMIN])('is for %s', async (as) => {
    expect((await search('hana', as)).status).toBe(200);
  });

  it.each(['', 'ha', '山'])('for %j is refused: it would be a list', async (text) => {
    const { status, body } = await search(text);
    expect([status, body.code]).toEqual([422, 'FIELD_INVALID']);
  });
});

it('the indexes of addresses hold nothing but keys', async () => {
  for (const [IndexName, key] of [
    ['users-by-mail', 'byMail'],
    ['users-by-phone', 'byPhone'],
  ] as const) {
    const { Items = [] } = await openTable('sekisho').client.send(
      new QueryCommand({
        TableName: 'sekisho',
        IndexName,
        KeyConditionExpression: 'directory = :domain',
        ExpressionAttributeValues: { ':domain': 'DefaultDomain' },
      }),
    );
    expect(Items.length).toBeGreaterThan(1);
    for (const item of Items) expect(Object.keys(item).toSorted()).toEqual([key, 'directory', 'pk', 'sk']);
  }
});
