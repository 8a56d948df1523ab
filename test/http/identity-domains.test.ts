import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from './applications.ts';
import { ADMIN, type Answer, CLIENT, newPin, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { openPages } from './page-client.ts';
import { putUser } from './put-user.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
const STAFF = { 'x-oauth-identity-domain-name': 'Staff' };

let client: OtpClient;
let created: Answer;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { rights: ['other-domains'] });
  created = await client.call('POST', DOMAINS, {
    as: ADMIN,
    body: {
      name: 'Staff',
      description: 'People who work here',
      tokenSettings: [
        { tokenType: 'ACCESS_TOKEN', tokenExpiry: 1800, refreshTokenEnabled: true, refreshTokenExpiry: 5400 },
      ],
    },
  });
  await putUser({ userId: 'alice' }, 'other-password', 'Staff');
  await putUser({ userId: 'staff-app', groups: ['OTPRestUserGroup', 'OTPReceivePinGroup'] }, 'staff-secret', 'Staff');
  await putUser({ userId: 'boss', groups: ['Administrators'] }, 'boss-password', 'Staff');
});

afterAll(() => client.service.close());

function show(query: string, as = ADMIN, headers: Record<string, string> = {}): Promise<Answer> {
  return client.call('GET', `${DOMAINS}?${query}`, { as, headers });
}

describe('creating an identity domain', () => {
  test("answers in the form of OAM's sentence, with a new id and the defaults filled in", () => {
    expect(created.status).toBe(200);
    expect(created.body.message).toMatch(/^Sucessfully created entity - OAuthIdentityDomain, detail - name = Staff, /);
    expect(created.body.id).toMatch(/^[0-9a-f]{32}$/);
    expect(created.body).toMatchObject({
      name: 'Staff',
      identityProvider: 'UserIdentityStore1',
      consentPageURL: '/oam/pages/consent.jsp',
      errorPageURL: '/oam/pages/servererror.jsp',
      customAttrs: '{"keyAttributeName":"description"}',
      identityStore: { kind: 'directory' },
    });
  });

  test('adds the token types that were not named, with an hour and without refresh tokens', () => {
    const rest = { lifeCycleEnabled: false, refreshTokenLifeCycleEnabled: false };
    const defaults = { tokenExpiry: 3600, refreshTokenEnabled: false, refreshTokenExpiry: 86_400, ...rest };
    expect(created.body.tokenSettings).toEqual([
      { tokenType: 'ACCESS_TOKEN', tokenExpiry: 1800, refreshTokenEnabled: true, refreshTokenExpiry: 5400, ...rest },
      { tokenType: 'AUTHZ_CODE', ...defaults },
      { tokenType: 'SSO_LINK_TOKEN', ...defaults },
    ]);
  });

  test('refuses a name that is taken, and leaves the first domain as it is', async () => {
    for (const name of ['Staff', 'DefaultDomain']) {
      const again = await client.call('POST', DOMAINS, { as: ADMIN, body: { name, description: 'another' } });
      expect(again).toMatchObject({ status: 422, body: { minorCode: 'DOMAIN_EXISTS' } });
      expect(again.body.message).toContain('name');
    }
    expect((await show('name=Staff')).body.description).toBe('People who work here');
  });

  test('lets exactly one of several administrators have a name', async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Contested' } })),
    );
    expect(tries.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(422)]);
    const winner = tries.find(({ status }) => status === 200);
    expect((await show(`id=${winner?.body.id}`)).body.name).toBe('Contested');
    for (const { status, body } of tries) if (status === 422) expect(body.minorCode).toBe('DOMAIN_EXISTS');
  });

  test.each([
    [{ name: 'a b' }, 'name'],
    [{ name: 'x#y' }, 'name'],
    [{}, 'name'],
    [{ name: 'D1', customAttrs: '{"keyAttributeName"' }, 'customAttrs'],
    [{ name: 'D1', customAttrs: { keyAttributeName: 'x' } }, 'customAttrs'],
    [{ name: 'D1', tokenSettings: [{ tokenType: 'ID_TOKEN' }] }, 'tokenSettings.0.tokenType'],
    [{ name: 'D1', tokenSettings: [{ tokenType: 'ACCESS_TOKEN', tokenExpiry: 0 }] }, 'tokenSettings.0.tokenExpiry'],
    [
      { name: 'D1', tokenSettings: [{ tokenType: 'ACCESS_TOKEN' }, { tokenType: 'ACCESS_TOKEN' }] },
      'tokenSettings: must name each type once',
    ],
    [{ name: 'D1', consentPageURL: 'javascript:alert(1)' }, 'consentPageURL'],
    [{ name: 'D1', errorPageURL: '//evil.example' }, 'errorPageURL'],
    [{ name: 'D1', trustedIssuers: [{ issuer: 'http://issuer.example', audience: 'a' }] }, 'trustedIssuers.0.issuer'],
    [{ name: 'D1', consentUrl: '/x' }, 'consentUrl'],
    [{ name: 'D1', displayName: 'bank.example' }, 'displayName'],
    [{ name: 'D1', displayName: 'Sta\u200bff' }, 'displayName'],
    [{ name: 'D1', displayName: 'x'.repeat(65) }, 'displayName'],
    [{ name: 'D1', purpose: 'Call 03-1234-5678' }, 'purpose'],
    [{ name: 'D1', purpose: 'two\nlines' }, 'purpose'],
  ])('refuses %j and names the field %s', async (body, field) => {
    const answer = await client.call('POST', DOMAINS, { as: ADMIN, body });
    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain(field);
    expect((await show('name=D1')).status).toBe(404);
  });
});

describe('showing and changing an identity domain', () => {
  test('is possible by name and by id, also for the default domain that nobody created', async () => {
    const byName = await show('name=Staff');
    expect(byName.body).toMatchObject({ id: created.body.id, description: 'People who work here' });
    expect((await show(`id=${created.body.id}`)).body).toEqual(byName.body);
    const defaults = await show('name=DefaultDomain');
    expect((await show(`id=${defaults.body.id}`)).body.name).toBe('DefaultDomain');
  });

  test('answers 404 for a name or an id that is nobody’s, and for a name and an id of two domains', async () => {
    for (const query of ['name=Nobody', `id=${'0'.repeat(32)}`, `name=DefaultDomain&id=${created.body.id}`]) {
      expect(await show(query)).toMatchObject({ status: 404, body: { minorCode: 'DOMAIN_UNKNOWN' } });
    }
    expect(await show('')).toMatchObject({ status: 422, body: { minorCode: 'FIELD_MISSING' } });
  });

  test('leaves alone what a change does not name, also when two change at the same moment', async () => {
    await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Changing', description: 'first' } });
    const change = (body: object) => client.call('PUT', `${DOMAINS}?name=Changing`, { as: ADMIN, body });
    const answers = await Promise.all([
      change({ description: 'second' }),
      change({ tokenSettings: [{ tokenType: 'ACCESS_TOKEN', tokenExpiry: 60 }] }),
      change({ enableMultipleResourceServer: true }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.body.message).toMatch(/^Sucessfully modified entity - OAuthIdentityDomain/);
    const { body } = await show('name=Changing');
    expect(body).toMatchObject({ description: 'second', enableMultipleResourceServer: true });
    expect(body.tokenSettings?.[0]).toMatchObject({ tokenType: 'ACCESS_TOKEN', tokenExpiry: 60 });
  });

  test('changes the default domain too', async () => {
    const body = { tokenSettings: [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }] };
    expect((await client.call('PUT', `${DOMAINS}?name=DefaultDomain`, { as: ADMIN, body })).status).toBe(200);
    expect((await show('name=DefaultDomain')).body.tokenSettings?.[0]).toMatchObject({ refreshTokenEnabled: true });
  });

  test('cannot rename, and cannot change what is not there', async () => {
    const put = (query: string, body: object) => client.call('PUT', `${DOMAINS}?${query}`, { as: ADMIN, body });
    expect(await put('name=Staff', { name: 'Crew' })).toMatchObject({ status: 422 });
    expect(await put('name=Nobody', { description: 'x' })).toMatchObject({ status: 404 });
    expect((await show('name=Nobody')).status).toBe(404);
  });

  test('is for administrators; those of a domain see and change their own and make none', async () => {
    expect(await show('name=Staff', CLIENT)).toMatchObject({ status: 403 });
    expect(await show('name=Staff', 'boss:boss-password', STAFF)).toMatchObject({ status: 200 });
    expect(await show('name=DefaultDomain', 'boss:boss-password', STAFF)).toMatchObject({ status: 403 });
    const make = { as: 'boss:boss-password', headers: STAFF, body: { name: 'Branch' } };
    expect(await client.call('POST', DOMAINS, make)).toMatchObject({ status: 403 });
    expect((await show('name=Branch')).status).toBe(404);
  });
});

describe('deleting an identity domain', () => {
  const remove = (query: string, options = {}) =>
    client.call('DELETE', `${DOMAINS}?${query}`, { as: ADMIN, ...options });
  const create = (name: string) => client.call('POST', DOMAINS, { as: ADMIN, body: { name } });

  test('without users is done at once, and its name can be given again', async () => {
    const { body } = await create('Brief');
    expect((await remove('name=Brief')).body.message).toMatch(/^Sucessfully deleted entity .* name = Brief, /);
    expect((await show('name=Brief')).status).toBe(404);
    expect((await show(`id=${body.id}`)).status).toBe(404);
    const again = await create('Brief');
    expect(again.status).toBe(200);
    expect(again.body.id).not.toBe(body.id);
    expect((await remove(`id=${again.body.id}`)).status).toBe(200);
  });

  test('with users first says who would go, and with force deletes them with all that is theirs', async () => {
    await create('Doomed');
    const doomed = { 'x-oauth-identity-domain-name': 'Doomed' };
    for (let user = 0; user < 30; user++) await putUser({ userId: `d${user}`, directory: 'Doomed' }, 'pw', 'Doomed');
    await client.call('POST', SECRET_KEY, { as: 'd7:pw', headers: doomed });
    const warned = await remove('name=Doomed');
    expect(warned).toMatchObject({ status: 422, body: { minorCode: 'DOMAIN_NOT_EMPTY' } });
    expect(warned.body.message).toMatch(/force: true, to delete 30 users too: d0, d1/);
    expect((await client.call('POST', SECRET_KEY, { as: 'd7:pw', headers: doomed })).status).toBe(200);

    expect((await remove('name=Doomed&force=true')).status).toBe(200);
    expect((await client.createOtp({ userId: 'd7', idStore: 'Doomed' })).status).toBe(404);
    // A new domain of the name begins empty: neither the user nor his key is back.
    await create('Doomed');
    expect((await client.createOtp({ userId: 'd7', idStore: 'Doomed' })).body.minorCode).toBe('USER_UNKNOWN');
    await putUser({ userId: 'd7' }, 'pw', 'Doomed');
    const totp = await client.createOtp({ userId: 'd7', idStore: 'Doomed', deliveryChannel: 'totp' });
    expect(totp.body.minorCode).toBe('FACTOR_NOT_ENROLLED');
  });

  test('is refused for the default domain, for unknown ones, and to administrators of other domains', async () => {
    const refusal = async (query: string, options = {}) => (await remove(query, options)).body.minorCode;
    expect(await refusal('name=DefaultDomain&force=true')).toBe('DOMAIN_PROTECTED');
    expect(await refusal('name=Nobody&force=true')).toBe('DOMAIN_UNKNOWN');
    expect(await refusal('force=true')).toBe('FIELD_MISSING');
    expect(await refusal('name=Staff&force=true', { as: 'boss:boss-password', headers: STAFF })).toBe(
      'ADMINISTRATOR_ONLY',
    );
    expect((await show('name=Staff')).status).toBe(200);
  });
});

describe('naming an identity domain', () => {
  test('that does not exist is 404, before any password is looked at', async () => {
    const header = { 'x-oauth-identity-domain-name': 'Nowhere' };
    const unknown = { status: 404 };
    expect(await client.call('POST', SECRET_KEY, { as: 'alice:alice-password', headers: header })).toMatchObject(
      unknown,
    );
    expect(await client.call('POST', `${SECRET_KEY}?identityDomain=Nowhere`, { as: 'alice:wrong' })).toMatchObject(
      unknown,
    );
    expect(await client.createOtp({ userId: 'alice' }, { headers: header })).toMatchObject(unknown);
    expect(await client.createOtp({ userId: 'alice', idStore: 'Nowhere' })).toMatchObject(unknown);
  });

  test('works in the query as in the header, and the header wins', async () => {
    const query = `${SECRET_KEY}?identityDomain=Staff`;
    expect((await client.call('POST', query, { as: 'alice:other-password' })).status).toBe(200);
    expect((await client.call('POST', query, { as: 'alice:alice-password' })).status).toBe(401);
    const both = { as: 'alice:other-password', headers: STAFF };
    expect((await client.call('POST', `${SECRET_KEY}?identityDomain=DefaultDomain`, both)).status).toBe(200);
  });
});

describe('two users with the same name in two domains', () => {
  const inStaff = { as: 'staff-app:staff-secret', headers: STAFF };
  /** A name that nobody registered, so that clients of both domains may use it. */
  const appName = 'shared';

  test('have their own passwords and their own keys', async () => {
    const here = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    const there = await client.call('POST', SECRET_KEY, { as: 'alice:other-password', headers: STAFF });
    expect(here.body.secret_key).not.toBe(there.body.secret_key);
    const { body } = await client.createOtp({ appName, userId: 'alice', deliveryChannel: 'totp' }, inStaff);
    const prove = (secret = '') =>
      client.validateOtp(
        {
          appName,
          userId: 'alice',
          deliveryChannel: 'totp',
          correlationId: body.correlationId,
          otpCode: generateSync({ secret }),
        },
        inStaff,
      );
    expect(await prove(here.body.secret_key)).toMatchObject({ status: 422 });
    expect(await prove(there.body.secret_key)).toMatchObject({ status: 200 });
  });

  test('do not share PINs: one of the one domain is worth nothing in the other', async () => {
    const { pin, correlationId } = await newPin(client, 'alice', { appName });
    const fields = { appName, userId: 'alice', correlationId, otpCode: pin };
    expect(await client.validateOtp(fields, inStaff)).toMatchObject({ status: 422 });
    expect(await client.validateOtp(fields)).toMatchObject({ status: 200 });
  });

  test('do not share a lock', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    for (let tries = 0; tries < 12; tries++) {
      await client.validateOtp({ appName, userId: 'alice', correlationId, otpCode: '000000' }, inStaff);
    }
    const there = await client.createOtp({ appName, userId: 'alice' }, inStaff);
    expect(there).toMatchObject({ status: 422, body: { minorCode: 'USER_LOCKED' } });
    expect(await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin })).toMatchObject({ status: 200 });
  });

  test('are told apart on the pages', async () => {
    const page = await (await openPages(client, 'staff-app', { idStore: 'Staff' })).get();
    expect((await page.text()).replace(/[\u2066-\u2069]|<[^>]+>/gu, '')).toContain('staff-app (Staff) · demo');
  });

  test('are told apart by the display name of the domain and what it is for, where an administrator has said so', async () => {
    const body = { name: 'Guests', displayName: '  Guest   accounts ', purpose: 'Meeting rooms and the net' };
    const made = await client.call('POST', DOMAINS, { as: ADMIN, body });
    expect(made).toMatchObject({ status: 200, body: { displayName: 'Guest accounts' } });
    await putUser({ userId: 'chief', groups: ['Administrators'] }, 'chief-password', 'Guests');
    const chief = { as: 'chief:chief-password', headers: { 'x-oauth-identity-domain-name': 'Guests' } };
    for (const field of ['displayName', 'purpose']) {
      const own = await client.call('PUT', `${DOMAINS}?name=Guests`, { ...chief, body: { [field]: 'Head office' } });
      expect([own.status, own.body.minorCode]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    }
    await putUser({ userId: 'alice' }, 'other-password', 'Guests');
    const page = await (await openPages(client, 'alice', { idStore: 'Guests' })).get();
    const shown = (await page.text()).replace(/[\u2066-\u2069]|<[^>]+>/gu, '');
    expect(shown).toContain('alice (Guest accounts) · demoMeeting rooms and the net');
  });

  test('are reached over idStore by clients of the default domain alone', async () => {
    const { body } = await client.createOtp({ userId: 'alice', idStore: 'Staff' });
    expect(body).toMatchObject({ minorCode: 'USER_LOCKED' });
    const across = await client.createOtp({ appName, userId: 'alice', idStore: 'DefaultDomain' }, inStaff);
    expect(across).toMatchObject({ status: 401, body: { minorCode: 'CALLER_NOT_ALLOWED' } });
  });
});
