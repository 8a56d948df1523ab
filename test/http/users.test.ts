import { createHash } from 'node:crypto';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { profileKey } from '../../functions/adapters/dynamodb/profile-item.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ADMIN, type Answer, newPin, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { PRESET } from './put-user.ts';

const USERS = '/mfa/v1/users';
const PASSWORD = 'nine bridges at dusk';
const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  const made = await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Branch' } });
  expect(made.status).toBe(200);
});
afterAll(() => client.service.close());

interface UserBody {
  readonly userId: string;
  readonly groups: readonly string[];
  readonly language: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly verified: readonly string[];
  readonly passwordSetAt: string | null;
}

function bodyOf<T>(answer: Answer): T {
  return answer.body as unknown as T;
}

function user(
  method: string,
  userId: string,
  body?: unknown,
  more: { query?: string; as?: string; headers?: Record<string, string> } = {},
) {
  const path = `${USERS}/${encodeURIComponent(userId)}${more.query ?? ''}`;
  return client.call(method, path, {
    as: more.as ?? ADMIN,
    headers: more.headers ?? {},
    ...(body === undefined ? {} : { body }),
  });
}

async function faultsOf(answer: Promise<Answer>): Promise<unknown> {
  const { status, body } = await answer;
  expect(status).toBe(422);
  return bodyOf<{ errors: unknown }>({ body } as Answer).errors;
}

function items(userId: string) {
  const ExpressionAttributeValues = { ':pk': `USER#DefaultDomain#${userId}` };
  const input = { TableName: 'sekisho', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues };
  return openTable('sekisho').client.send(new QueryCommand(input));
}

describe('a user', () => {
  it('is made whole, can sign in and get a PIN, and is shown without the password', async () => {
    const profile = {
      language: 'ja',
      attributes: { mail: 'chiyo@example.com', mobile: '090-1111-2222' },
      verified: ['mail'],
    };
    const made = await user('PUT', 'Chiyo', { ...profile, password: PASSWORD });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const shown = await user('GET', 'chiyo');
    expect(bodyOf<UserBody>(shown)).toEqual({
      userId: 'chiyo',
      groups: [],
      language: 'ja',
      attributes: { mail: 'chiyo@example.com', mobile: '+819011112222' },
      verified: ['mail'],
      passwordSetAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      previousPasswordUntil: null,
    });
    expect(JSON.stringify(made.body)).not.toMatch(/scrypt|nine bridges/);
    expect((await client.call('POST', SECRET_KEY, { as: `chiyo:${PASSWORD}` })).status).toBe(200);
    expect((await client.createOtp({ userId: 'chiyo', deliveryChannel: 'sms' })).status).toBe(200);
  });

  it.each([
    ['ja_JP', 'ja-JP'],
    ['jpn', 'ja'],
    ['Japanese', 'ja'],
    ['en-us', 'en-US'],
  ])('whose language is written %s is sent %s', async (language, tag) => {
    expect(bodyOf<UserBody>(await user('PUT', 'linguist', { language })).language).toBe(tag);
    expect(bodyOf<UserBody>(await user('PATCH', 'linguist', { language })).language).toBe(tag);
  });

  it('loses a password that an import of before has made an attribute of', async () => {
    const profile = { groups: [], language: 'en', attributes: { Password: PASSWORD }, verified: [] };
    await dynamodbDirectory(openTable('sekisho'), PRESET).put(
      { domain: 'DefaultDomain', userId: 'leaky' },
      profile,
      undefined,
    );
    const cleaned = await user('PATCH', 'leaky', { attributes: { Password: null } });
    expect(bodyOf<UserBody>(cleaned).attributes).toEqual({});
  });

  it.each(['alice', 'admin', 'demo-app'])(
    'is shown to have a password, also one of the run on this machine: %s',
    async (userId) => {
      const { passwordSetAt } = bodyOf<UserBody>(await user('GET', userId));
      expect(new Date(passwordSetAt ?? 0).getTime()).toBeGreaterThan(Date.now() - 600_000);
    },
  );

  it('keeps password and second factor when the profile is replaced', async () => {
    await user('PUT', 'keeper', { password: PASSWORD });
    await newPin(client, 'keeper');
    const replaced = await user('PUT', 'keeper', { groups: ['OTPRestUserGroup'], language: 'en' });
    expect(bodyOf<UserBody>(replaced).groups).toEqual(['OTPRestUserGroup']);
    const body = { appName: 'mine', userId: 'alice', deliveryChannel: 'email' };
    expect((await client.createOtp({}, { as: `keeper:${PASSWORD}`, body })).status).toBe(200);
    expect((await items('keeper')).Items?.map(({ sk }) => sk)).toContain('CREDENTIAL');
  });

  it('is changed where the change says so and nowhere else', async () => {
    await user('PUT', 'patched', {
      attributes: { mail: 'a@example.com', team: 'blue' },
      verified: ['mail'],
      groups: ['x'],
    });
    const changed = await user('PATCH', 'patched', { attributes: { team: null, floor: '3' }, language: 'ja' });
    expect(bodyOf<UserBody>(changed)).toMatchObject({
      groups: ['x'],
      language: 'ja',
      attributes: { mail: 'a@example.com', floor: '3' },
      verified: ['mail'],
    });
  });

  it('has no verified address any more when the address changes, unless the change says that it is', async () => {
    await user('PUT', 'mover', { attributes: { mail: 'old@example.com' }, verified: ['mail'] });
    const moved = await user('PATCH', 'mover', { attributes: { mail: 'new@example.com' } });
    expect(bodyOf<UserBody>(moved).verified).toEqual([]);
    const profile = { attributes: { mail: 'newer@example.com' }, verified: ['mail'] };
    const shown = await user('PATCH', 'mover', profile, { headers: { 'sekisho-reason': 'seen' } });
    expect(bodyOf<UserBody>(shown).verified).toEqual(['mail']);
  });

  it('keeps every one of many changes that come at the same moment', async () => {
    await user('PUT', 'busy', {});
    const names = Array.from({ length: 12 }, (_, at) => `field${at}`);
    await Promise.all(names.map((name) => user('PATCH', 'busy', { attributes: { [name]: name } })));
    expect(Object.keys(bodyOf<UserBody>(await user('GET', 'busy')).attributes).toSorted()).toEqual(names.toSorted());
  });

  it('that was stored before there was anything to list can be changed too', async () => {
    const table = openTable('sekisho');
    const Key = profileKey({ domain: 'DefaultDomain', userId: 'bob' });
    const UpdateExpression = 'REMOVE attributes, verified, directory';
    await table.client.send(new UpdateCommand({ TableName: 'sekisho', Key, UpdateExpression }));
    const changed = await user('PATCH', 'bob', { attributes: { mail: 'bob@example.com' } });
    expect(bodyOf<UserBody>(changed).attributes).toEqual({ mail: 'bob@example.com' });
  });

  it('is removed with credential and devices, and a second removal finds nothing', async () => {
    await user('PUT', 'leaver', { password: PASSWORD });
    await newPin(client, 'leaver');
    await client.call('POST', SECRET_KEY, { as: `leaver:${PASSWORD}` });
    expect((await user('DELETE', 'leaver')).status).toBe(204);
    // Nothing of him is left: what stands there keeps late writes of old calls out, and is swept within days.
    const tombstone = { pk: 'USER#DefaultDomain#leaver', sk: 'CREDENTIAL', g: expect.any(String) };
    const left = [{ ...tombstone, deletedAt: expect.any(Number), ttl: expect.any(Number) }];
    expect((await items('leaver')).Items).toEqual(left);
    expect((await user('DELETE', 'leaver')).status).toBe(404);
    expect((await user('GET', 'leaver')).status).toBe(404);
    expect((await user('PATCH', 'leaver', { language: 'ja' })).status).toBe(404);
    expect((await items('leaver')).Items).toEqual(left);
  });
});

describe('a password', () => {
  it.each([
    ['eleven char', 'at least 12 characters'],
    ['qwerty123456', 'none that many people use'],
    ['Unbelievable!2024', 'none that many people use'],
    ['abcabcabcabcabc', 'none that many people use'],
    ['ｑｗｅｒｔｙ１２３４５６', 'none that many people use'],
    ['carol carol carol', 'none that contains the user name'],
    ['my-carol-and-me', 'none that contains the user name'],
    ['demo-app-secret', 'none that stands in the documents'],
    ['x'.repeat(257), 'at most 256 characters'],
  ])('is not taken: %s', async (password, expected) => {
    expect(await faultsOf(user('PUT', 'carol', { password }))).toEqual([{ field: 'password', expected }]);
    expect((await user('GET', 'carol')).status).toBe(404);
  });

  it('of an imported hash holds once as it is, and is then stored under our own parameters', async () => {
    await user('PUT', 'imported', {});
    const salt = Buffer.from('eight by');
    const digest = createHash('sha1').update(PASSWORD).update(salt).digest();
    const passwordHash = `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
    const Key = profileKey({ domain: 'DefaultDomain', userId: 'imported' });
    await openTable('sekisho').client.send(
      new UpdateCommand({
        TableName: 'sekisho',
        Key,
        UpdateExpression: 'SET passwordHash = :hash',
        ExpressionAttributeValues: { ':hash': passwordHash },
      }),
    );
    const stored = async () =>
      String((await items('imported')).Items?.find(({ sk }) => sk === 'PROFILE')?.passwordHash);
    expect((await client.call('POST', SECRET_KEY, { as: 'imported:wrong-password' })).status).toBe(401);
    expect(await stored()).toBe(passwordHash);
    expect((await client.call('POST', SECRET_KEY, { as: `imported:${PASSWORD}` })).status).toBe(200);
    expect(await stored()).toMatch(/^scrypt\$16384\$8\$5\$/);
    expect((await client.call('POST', SECRET_KEY, { as: `imported:${PASSWORD}` })).status).toBe(200);
  });
});

describe('a profile is refused', () => {
  it.each([
    ['an address that is none', { attributes: { mail: 'nobody' } }, 'attributes.mail'],
    ['a number that cannot exist', { attributes: { mobile: '12' } }, 'attributes.mobile'],
    ['an attribute that cannot be one', { attributes: { 'a b': 'x' } }, 'attributes.a b'],
    ['a verified attribute that is not there', { verified: ['mail'] }, 'verified'],
    ['a field that nobody knows', { role: 'admin' }, 'role'],
    ['a language that is none', { language: '日本' }, 'language'],
    ['a password that everybody could read', { attributes: { userPassword: PASSWORD } }, 'attributes'],
    ['an address under nearly its name', { attributes: { Mail: 'a@example.com' } }, 'attributes.Mail'],
    ['a number under nearly its name', { attributes: { MOBILE: '090-1111-2222' } }, 'attributes.MOBILE'],
  ])('with %s', async (_what, body, field) => {
    expect(await faultsOf(user('PUT', 'refused', body))).toMatchObject([{ field }]);
    expect((await user('GET', 'refused')).status).toBe(404);
  });
});

describe('the list of users', () => {
  const list = (query: string, as = ADMIN) => client.call('GET', `${USERS}${query}`, { as });
  type Page = { users: UserBody[]; next?: string };

  beforeAll(async () => {
    for (let at = 0; at < 7; at++) {
      expect((await user('PUT', `page${at}`, { password: PASSWORD }, { query: '?domain=Branch' })).status).toBe(200);
    }
  });

  it('comes in pages that end, by name, each user once', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      const cursor = next === undefined ? '' : `&cursor=${next}`;
      const page = bodyOf<Page>(await list(`?domain=Branch&limit=3${cursor}`));
      seen.push(...page.users.map(({ userId }) => userId));
      next = page.next;
      pages++;
    } while (next !== undefined);
    expect(seen).toEqual(Array.from({ length: 7 }, (_, at) => `page${at}`));
    expect(pages).toBe(3);
  });

  it('holds no hash, not even in the index', async () => {
    const page = await list('?domain=Branch');
    expect(JSON.stringify(page.body)).not.toContain('scrypt');
    const { Items = [] } = await openTable('sekisho').client.send(
      new QueryCommand({
        TableName: 'sekisho',
        IndexName: 'users-by-directory',
        KeyConditionExpression: 'directory = :domain',
        ExpressionAttributeValues: { ':domain': 'Branch' },
      }),
    );
    expect(Items).toHaveLength(7);
    expect(JSON.stringify(Items)).not.toContain('scrypt');
  });

  it('lists those alone who are in the domain, the demo users among them', async () => {
    const names = bodyOf<Page>(await list('?limit=100')).users.map(({ userId }) => userId);
    expect(names).toEqual(expect.arrayContaining(['admin', 'alice', 'demo-app']));
    expect(names.filter((name) => name.startsWith('page'))).toEqual([]);
  });

  it.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=%2500', '?cursor=!!'])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422);
  });
});

describe('only an administrator', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('may %s', async (method) => {
    const body = method === 'PUT' || method === 'PATCH' ? {} : undefined;
    expect((await user(method, 'alice', body, { as: 'alice:alice-password' })).status).toBe(403);
    expect((await user(method, 'alice', body, { as: 'demo-app:demo-app-secret' })).status).toBe(403);
  });

  it('of the default domain reaches into another domain', async () => {
    const query = '?domain=Branch';
    await user('PUT', 'branch-admin', { password: PASSWORD, groups: ['Administrators'] }, { query });
    const headers = { 'x-oauth-identity-domain-name': 'Branch' };
    const as = `branch-admin:${PASSWORD}`;
    expect((await client.call('GET', `${USERS}/branch-admin`, { as, headers })).status).toBe(200);
    expect((await client.call('GET', `${USERS}/alice?domain=DefaultDomain`, { as, headers })).status).toBe(403);
    expect((await client.call('GET', `${USERS}/alice?domain=Nowhere`, { as: ADMIN })).status).toBe(404);
  });
});
