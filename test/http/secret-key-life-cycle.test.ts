import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, type Answer, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { putUser } from './put-user.ts';
import { bearer, DOMAINS, inDomain, tokensOf } from './token-client.ts';

const SHOP = { as: 'shop:shop-secret', headers: inDomain('Shop') };

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
  for (const name of ['Shop', 'Closed']) {
    await client.call('POST', DOMAINS, { as: ADMIN, body: { name } });
    const groups = ['OAuthClients', 'OTPRestUserGroup', 'OTPReceivePinGroup'];
    await putUser({ userId: 'shop', groups, attributes: { scope: 'secretkey' } }, 'shop-secret', name);
  }
  const settings = await client.call('PUT', '/mfa/v1/domains/Shop/settings', {
    as: ADMIN,
    body: { EnableSecretKeyLifecycle: true },
  });
  expect(settings.status).toBe(200);
});

afterAll(() => client.service.close());

async function newUser(attributes: Record<string, string> = {}, domain = 'Shop'): Promise<string> {
  users += 1;
  const userId = `user-${users}`;
  await putUser({ userId, attributes }, 'the-password', domain);
  return userId;
}

async function token(userId: string, otpCode?: string, domain = 'Shop'): Promise<string> {
  const code = otpCode === undefined ? {} : { otp_code: otpCode };
  const form = { grant_type: 'PASSWORD', username: userId, password: 'the-password', ...code };
  return (await tokensOf(client, form, { ...SHOP, headers: inDomain(domain) })).access;
}

function key(method: string, access: string, domain = 'Shop'): Promise<Answer> {
  return client.call(method, SECRET_KEY, bearer(access, inDomain(domain)));
}

/** The code of `steps` time steps ago: each step counts once, so a test goes forward through the three that do. */
function codeOf(secret: string, steps: number): string {
  return generateSync({ secret, epoch: Date.now() / 1000 - 30 * steps });
}

async function prove(userId: string, otpCode: string): Promise<Answer> {
  const { body } = await client.createOtp({ userId, appName: 'shop', deliveryChannel: 'totp' }, SHOP);
  const fields = { userId, appName: 'shop', deliveryChannel: 'totp', correlationId: body.correlationId, otpCode };
  return client.validateOtp(fields, SHOP);
}

/** A user with a confirmed key, and a token that shows it. */
async function enrolled(
  attributes: Record<string, string> = {},
): Promise<{ userId: string; secret: string; strong: string }> {
  const userId = await newUser(attributes);
  const secret = String((await key('POST', await token(userId))).body.secret_key);
  expect((await prove(userId, codeOf(secret, 2))).status).toBe(200);
  return { userId, secret, strong: await token(userId, codeOf(secret, 1)) };
}

describe('with EnableSecretKeyLifecycle off', () => {
  test.each(['POST', 'GET', 'PUT', 'DELETE'])('%s with a token is refused with the reason', async (method) => {
    const access = await token(await newUser({}, 'Closed'), undefined, 'Closed');
    const { status, body } = await key(method, access, 'Closed');
    expect({ status, code: body.errorCode }).toEqual({ status: 403, code: 'SECRET_KEY_LIFECYCLE_DISABLED' });
    expect(body.errorDesc).toContain('EnableSecretKeyLifecycle');
  });

  test('POST with the password works as ever', async () => {
    const userId = await newUser({}, 'Closed');
    const made = await client.call('POST', SECRET_KEY, { as: `${userId}:the-password`, headers: inDomain('Closed') });
    expect(made).toMatchObject({ status: 200, body: { secret_key: expect.stringMatching(/^[A-Z2-7]{32}$/) } });
  });
});

describe('the key of a user', () => {
  test('is shown while it is pending, and never after it is confirmed', async () => {
    const userId = await newUser();
    const access = await token(userId);
    expect(await key('GET', access)).toMatchObject({ status: 404, body: { errorCode: 'SECRET_KEY_UNKNOWN' } });
    const { body } = await key('POST', access);
    const pending = await key('GET', access);
    expect(pending.body).toMatchObject({ secret_key: body.secret_key, pending: { created: expect.any(String) } });
    const before = Date.now();
    expect((await prove(userId, codeOf(String(body.secret_key), 1))).status).toBe(200);
    const confirmed = await key('GET', await token(userId, codeOf(String(body.secret_key), 0)));
    expect(Object.keys(confirmed.body)).toEqual(['confirmed']);
    const view = confirmed.body.confirmed as unknown as Record<string, string>;
    expect(Date.parse(view.confirmed ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(view.created ?? '')).toBeLessThanOrEqual(before);
    expect(Math.abs(Date.parse(view.last_used ?? '') - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(confirmed.body)).not.toContain(String(body.secret_key));
  });

  test('stays good beside the new one until that is confirmed, and then is over', async () => {
    const { userId, secret, strong } = await enrolled();
    const made = await key('PUT', strong);
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const next = String(made.body.secret_key);
    expect((await key('GET', strong)).body).toMatchObject({
      secret_key: next,
      confirmed: { created: expect.any(String) },
    });
    expect((await prove(userId, codeOf(secret, 0))).status).toBe(200);
    expect((await prove(userId, codeOf(next, 0))).status).toBe(200);
    const old = generateSync({ secret, epoch: Date.now() / 1000 });
    expect(await prove(userId, old)).toMatchObject({ status: 422, body: { minorCode: 'OTP_INVALID' } });
  });

  test('is not replaced by POST, with a token no more than with the password', async () => {
    const { userId, strong } = await enrolled();
    expect(await key('POST', strong)).toMatchObject({ status: 409, body: { errorCode: 'SECRET_KEY_EXISTS' } });
    const byPassword = await client.call('POST', SECRET_KEY, {
      as: `${userId}:the-password`,
      headers: inDomain('Shop'),
    });
    expect(byPassword.status).toBe(409);
  });

  test.each(['the password', 'a token'])(
    'is announced to its owner when it is made with %s, before it counts',
    async (by) => {
      const address = `told-${users}@example.com`;
      const userId = await newUser({ mail: address });
      if (by === 'a token') await key('POST', await token(userId));
      else await client.call('POST', SECRET_KEY, { as: `${userId}:the-password`, headers: inDomain('Shop') });
      const [notice] = client.service.aws?.inbox.list(address) ?? [];
      expect(notice?.text).toContain('Being added: authenticator app');
    },
  );

  test('is removed, and its owner is told by mail', async () => {
    const address = 'owner@example.com';
    const { userId, strong } = await enrolled({ mail: address });
    expect((await key('DELETE', strong)).status).toBe(204);
    const asked = await client.createOtp({ userId, appName: 'shop', deliveryChannel: 'totp' }, SHOP);
    expect(asked.body.minorCode).toBe('FACTOR_NOT_ENROLLED');
    const inbox = await fetch(`${client.service.url}/local/inbox`, { headers: { accept: 'application/json' } });
    const text = JSON.stringify(await inbox.json());
    expect(text).toContain(address);
    expect(text).toContain('Removed: authenticator app');
  });

  test('is not removed when nothing else would be left', async () => {
    const { userId, secret, strong } = await enrolled();
    expect(await key('DELETE', strong)).toMatchObject({ status: 409, body: { errorCode: 'LAST_FACTOR' } });
    expect((await prove(userId, codeOf(secret, 0))).status).toBe(200);
  });

  test('that was never confirmed is removed without a word', async () => {
    const access = await token(await newUser());
    await key('POST', access);
    expect((await key('DELETE', access)).status).toBe(204);
    expect((await key('GET', access)).status).toBe(404);
  });
});

describe('a token that shows no second factor', () => {
  test('cannot read, make or remove a key of a user who has one', async () => {
    const userId = await newUser({ mail: 'weak@example.com' });
    const weak = await token(userId);
    const secret = String((await key('POST', weak)).body.secret_key);
    expect((await prove(userId, codeOf(secret, 2))).status).toBe(200);
    const replacement = await key('PUT', await token(userId, codeOf(secret, 1)));
    expect(replacement.status).toBe(200);
    for (const method of ['PUT', 'DELETE', 'POST']) {
      expect(await key(method, weak)).toMatchObject({ status: 403, body: { errorCode: 'SECOND_FACTOR_REQUIRED' } });
    }
    // The pending secret would open the second factor as soon as somebody confirmed it.
    const shown = await key('GET', weak);
    expect(shown.status).toBe(200);
    expect(shown.body).not.toHaveProperty('secret_key');
    expect((await prove(userId, codeOf(String(replacement.body.secret_key), 0))).status).toBe(200);
  });

  test('of a client is of no user', async () => {
    const access = (await tokensOf(client, { grant_type: 'CLIENT_CREDENTIALS' }, SHOP)).access;
    for (const method of ['POST', 'GET', 'PUT', 'DELETE']) {
      expect(await key(method, access)).toMatchObject({ status: 403, body: { errorCode: 'TOKEN_NOT_OF_USER' } });
    }
  });

  test('of another domain, a password in its place, or none at all is refused', async () => {
    const elsewhere = await token(await newUser({}, 'Closed'), undefined, 'Closed');
    expect(await key('GET', elsewhere)).toMatchObject({ status: 401, body: { errorCode: 'TOKEN_INVALID' } });
    const basic = await client.call('GET', SECRET_KEY, { as: 'alice:alice-password' });
    expect(basic).toMatchObject({ status: 401, body: { errorCode: 'TOKEN_MISSING' } });
    expect(basic.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});
