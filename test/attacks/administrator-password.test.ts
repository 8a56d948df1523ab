/**
 * A thief has the password of an administrator, of the help desk or of an auditor, and calls what they may call: with the
 * password alone, with guessed codes, with a code that its owner has used, with a token that was given for something
 * else, shows no second factor, or one of an hour ago, with a token of an outside issuer that says whatever he likes.
 * Where the owner has a second factor none of it gets in; where he has none, the answer and the log say that he should.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMINISTRATIVE_GROUPS } from '../../functions/core/directory/groups.ts';
import { type Answer, type OtpClient, SECRET_KEY, SETTINGS, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { putUser } from '../http/put-user.ts';
import { askToken, bearer, DOMAINS, inDomain, tokensOf } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';
/** May hand out tokens that administer; the demo application may not. */
const CONSOLE = 'console:console-password-of-its-own';

let client: OtpClient;
let people = 0;
let boss: string;
let secret: string;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await putUser(
    { userId: 'console', groups: ['OAuthClients'], attributes: { scope: 'administration profile' } },
    'console-password-of-its-own',
  );
});
afterAll(() => client.service.close());

beforeEach(async () => {
  boss = `boss-${people++}`;
  await putUser({ userId: boss, groups: ['Administrators'] }, PASSWORD);
  secret = await enrol(boss);
});

/** An authenticator app with a confirmed key. */
async function enrol(userId: string, domain = 'DefaultDomain'): Promise<string> {
  const made = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}`, headers: inDomain(domain) });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  const key = String(made.body.secret_key);
  expect((await read(userId, { 'sekisho-otp': code(key), ...inDomain(domain) }, domain)).status).toBe(200);
  pass(30_000);
  return key;
}

function code(key = secret): string {
  return generateSync({ secret: key, epoch: Math.floor(Date.now() / 1000) });
}

function read(userId: string, headers: Record<string, string> = {}, domain = 'DefaultDomain'): Promise<Answer> {
  return client.call('GET', `/mfa/v1/domains/${domain}/settings`, { as: `${userId}:${PASSWORD}`, headers });
}

function readByToken(token: string): Promise<Answer> {
  return client.call('GET', SETTINGS, bearer(token));
}

const outcome = ({ status, body }: Answer) => (status === 200 ? 200 : [status, body.code]);

const form = (fields: Record<string, string>) => ({
  grant_type: 'PASSWORD',
  username: boss,
  password: PASSWORD,
  scope: 'administration',
  ...fields,
});

describe('the password of an administrator who has a factor', () => {
  it('gets in with no route', async () => {
    expect(outcome(await read(boss))).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
    const changed = await client.call('PUT', `/mfa/v1/users/bob`, { as: `${boss}:${PASSWORD}`, body: {} });
    expect(outcome(changed)).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
  });

  it('gets in with a code, which counts for one call', async () => {
    const answer = await read(boss, { 'sekisho-otp': code() });
    expect([answer.status, answer.headers.get('sekisho-warning')]).toEqual([200, null]);
    expect(outcome(await read(boss, { 'sekisho-otp': code() }))).toEqual([422, 'OTP_REPLAYED']);
  });

  it('gets in once with one code that comes twenty times at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => read(boss, { 'sekisho-otp': code() })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('guesses no further than the lock lets everybody, in parallel neither, and the lock is that of all factors', async () => {
    const guesses = Array.from({ length: 30 }, (_, at) => read(boss, { 'sekisho-otp': String(100_000 + at) }));
    const codes = (await Promise.all(guesses)).map(({ body }) => body.code);
    expect(codes.filter((found) => found === 'OTP_INVALID').length).toBeLessThanOrEqual(10);
    expect(outcome(await read(boss, { 'sekisho-otp': code() }))).toEqual([422, 'USER_LOCKED']);
    const asked = await askToken(client, form({ otp_code: code() }), { as: CONSOLE });
    expect(asked.body.errorCode).toBe('USER_LOCKED');
  });

  it('gets nothing with the code of somebody else, or with none in the header', async () => {
    await putUser({ userId: 'other-boss', groups: ['Administrators'] }, PASSWORD);
    const others = await enrol('other-boss');
    expect(outcome(await read(boss, { 'sekisho-otp': code(others) }))).toEqual([422, 'OTP_INVALID']);
    expect(outcome(await read(boss, { 'sekisho-otp': ' ' }))).toEqual([422, 'OTP_INVALID']);
  });

  it('is shut out by no setting of the users: authenticator codes are switched off for them', async () => {
    await client.settings({ Totp_Enabled: false });
    pass(31_000);
    expect(outcome(await read(boss))).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
    expect(outcome(await read(boss, { 'sekisho-otp': code() }))).toBe(200);
    await client.settings({});
    pass(31_000);
  });

  it.each(ADMINISTRATIVE_GROUPS)('is not enough in %s either', async (group) => {
    const userId = `of-${group.toLowerCase()}`;
    await putUser({ userId, groups: [group] }, PASSWORD);
    const made = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
    const key = String(made.body.secret_key);
    const user = (headers = {}) => client.call('GET', '/mfa/v1/users/bob', { as: `${userId}:${PASSWORD}`, headers });
    expect(outcome(await user({ 'sekisho-otp': code(key) }))).toBe(200);
    expect(outcome(await user())).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
  });
});

describe('a token of an administrator', () => {
  it('with a fresh second factor and the scope for it is good for several calls', async () => {
    const { access } = await tokensOf(client, form({ otp_code: code() }), { as: CONSOLE });
    expect([outcome(await readByToken(access)), outcome(await readByToken(access))]).toEqual([200, 200]);
    const changed = await client.call('PUT', '/mfa/v1/users/made-by-token', { ...bearer(access), body: {} });
    expect(changed.status).toBe(200);
  });

  it('opens nothing more than a quarter of an hour after the factor, and says what is missing', async () => {
    const { access } = await tokensOf(client, form({ otp_code: code() }), { as: CONSOLE });
    pass(15 * 60_000 + 1_000);
    const answer = await readByToken(access);
    expect(outcome(answer)).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
    expect(answer.headers.get('www-authenticate')).toContain('insufficient_user_authentication');
  });

  it('opens nothing when it was given for something else', async () => {
    const { access } = await tokensOf(client, form({ otp_code: code(), scope: 'profile' }), { as: CONSOLE });
    expect(outcome(await readByToken(access))).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
  });

  it('opens nothing when it shows no second factor', async () => {
    await putUser({ userId: 'plain-boss', groups: ['Administrators'] }, PASSWORD);
    const { access } = await tokensOf(client, form({ username: 'plain-boss' }), { as: CONSOLE });
    expect(outcome(await readByToken(access))).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
  });

  it('opens nothing when it is of a client, of a person, or nobody’s', async () => {
    const ofClient = await tokensOf(
      client,
      { grant_type: 'CLIENT_CREDENTIALS', scope: 'administration' },
      { as: CONSOLE },
    );
    expect(outcome(await readByToken(ofClient.access))).toEqual([403, 'ADMINISTRATOR_ONLY']);
    await putUser({ userId: 'person', groups: [] }, PASSWORD);
    const ofPerson = await tokensOf(client, form({ username: 'person' }), { as: CONSOLE });
    expect(outcome(await readByToken(ofPerson.access))).toEqual([403, 'ADMINISTRATOR_ONLY']);
    expect(outcome(await readByToken('x.y.z'))).toEqual([401, 'TOKEN_INVALID']);
  });

  it('of another domain reaches no domain but its own', async () => {
    const made = await client.call('POST', DOMAINS, { as: 'admin:admin-password', body: { name: 'Branch' } });
    expect(made.status).toBe(200);
    await putUser({ userId: boss, groups: ['Administrators'] }, PASSWORD, 'Branch');
    await putUser(
      { userId: 'console', groups: ['OAuthClients'], attributes: { scope: 'administration' } },
      'console-password-of-its-own',
      'Branch',
    );
    const key = await enrol(boss, 'Branch');
    const options = { as: CONSOLE, headers: inDomain('Branch') };
    const { access } = await tokensOf(client, form({ otp_code: code(key) }), options);
    expect(outcome(await readByToken(access)), 'sent as a token of the default domain').toEqual([401, 'TOKEN_INVALID']);
    const there = await client.call('GET', SETTINGS, bearer(access, inDomain('Branch')));
    expect(outcome(there)).toEqual([403, 'ADMINISTRATOR_ONLY']);
  });
});

describe('an administrator without a factor', () => {
  it('is served, and told in each answer that a password alone should not do', async () => {
    await putUser({ userId: 'new-boss', groups: ['Administrators'] }, PASSWORD);
    const answer = await read('new-boss');
    expect([answer.status, answer.headers.get('sekisho-warning')]).toEqual([200, 'second-factor-missing']);
    const refused = await client.call('DELETE', '/mfa/v1/users/nobody-there', { as: `new-boss:${PASSWORD}` });
    expect([refused.status, refused.headers.get('sekisho-warning')]).toEqual([404, 'second-factor-missing']);
  });

  it.each([{ AdministratorsNeedSecondFactor: true }, { Preset: 'aal2' }])(
    'is refused where the settings say so (%j), and gets in by making one, with nobody’s help',
    async (map) => {
      const first = `first-${people++}`;
      await putUser({ userId: first, groups: ['Administrators'] }, PASSWORD);
      expect((await client.call('PUT', SETTINGS, { as: `${first}:${PASSWORD}`, body: map })).status).toBe(200);
      pass(31_000);
      const refused = await read(first);
      expect(outcome(refused)).toEqual([403, 'ADMINISTRATOR_FACTOR_REQUIRED']);
      expect(refused.body.title).toMatch(/secretkey/);
      const made = await client.call('POST', SECRET_KEY, { as: `${first}:${PASSWORD}` });
      const key = String(made.body.secret_key);
      expect(outcome(await read(first, { 'sekisho-otp': '000000' }))).toEqual([422, 'OTP_INVALID']);
      expect(outcome(await read(first, { 'sekisho-otp': code(key) }))).toBe(200);
      pass(30_000);
      const headers = { 'sekisho-otp': code(key) };
      const back = await client.call('PUT', SETTINGS, { as: `${first}:${PASSWORD}`, body: {}, headers });
      expect(back.status).toBe(200);
      pass(31_000);
    },
  );
});
