import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, CLIENT, type newPin, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { putUser } from './put-user.ts';
import { askToken, bearer, DOMAINS, INFO, inDomain, tokenInfo, tokensOf } from './token-client.ts';

const LONG = { as: 'shop:shop-secret', headers: inDomain('Shop') };
const password = (username: string, extra: Record<string, string> = {}) => ({
  grant_type: 'PASSWORD',
  username,
  password: `${username}-password`,
  ...extra,
});

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  const tokenSettings = [
    { tokenType: 'ACCESS_TOKEN', tokenExpiry: 1800, refreshTokenEnabled: true, refreshTokenExpiry: 5400 },
  ];
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Shop', tokenSettings } });
  const attributes = { scope: 'read write' };
  await putUser(
    { userId: 'shop', groups: ['OAuthClients', 'OTPRestUserGroup', 'OTPReceivePinGroup'], attributes },
    'shop-secret',
    'Shop',
  );
  await putUser({ userId: 'other-shop', groups: ['OAuthClients'], attributes }, 'other-secret', 'Shop');
  await putUser({ userId: 'otp-app', groups: ['OTPRestUserGroup'] }, 'otp-app-secret');
  for (const [userId, secret] of [
    ['spelt', 'two rivers, one bridge'],
    ['a+b', '100%25+1%'],
    ['a b', 'another client'],
    ['c+d', 'plus'],
  ] as const)
    await putUser({ userId, groups: ['OAuthClients'] }, secret);
  await putUser({ userId: 'plain' }, 'plain-password', 'Shop');
  for (const name of ['carol', 'dave', 'erin', 'frank', 'grace'])
    await putUser({ userId: name, attributes: { mail: `${name}@example.com` } }, `${name}-password`, 'Shop');
});

afterAll(() => client.service.close());

/** A user of the shop with a confirmed authenticator; gives his secret. */
async function enrol(userId: string): Promise<string> {
  const made = await client.call('POST', SECRET_KEY, { as: `${userId}:${userId}-password`, headers: inDomain('Shop') });
  const secret = String(made.body.secret_key);
  const { body } = await client.createOtp({ appName: 'shop', userId, deliveryChannel: 'totp' }, LONG);
  const otpCode = generateSync({ secret, epoch: Date.now() / 1000 - 60 });
  const confirmed = await client.validateOtp(
    { appName: 'shop', userId, deliveryChannel: 'totp', correlationId: body.correlationId, otpCode },
    LONG,
  );
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return secret;
}

describe('a token for a client', () => {
  test('verifies with the published keys and says what OAM says, and no more than an hour', async () => {
    const { status, body } = await askToken(client, { grant_type: 'CLIENT_CREDENTIALS' });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'profile orders secretkey' });
    expect(body).not.toHaveProperty('refresh_token');
    const keys = createRemoteJWKSet(new URL(`${client.service.url}/oauth2/rest/security`));
    const { payload } = await jwtVerify(String(body.access_token), keys, {
      issuer: client.service.url,
      audience: `${client.service.url}/oauth2`,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(payload).toMatchObject({ sub: 'demo-app', client: 'demo-app', domain: 'DefaultDomain' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(payload).not.toHaveProperty('amr');
  });

  test('has the lives of its domain, which the header or the query names', async () => {
    const byHeader = await askToken(client, { grant_type: 'client_credentials' }, LONG);
    expect(byHeader.body).toMatchObject({ expires_in: 1800 });
    const answer = await client.call('POST', '/oauth2/rest/token?identityDomain=Shop', {
      as: 'shop:shop-secret',
      body: 'grant_type=client_credentials',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.body).toMatchObject({ expires_in: 1800 });
  });

  test('has the scopes that were asked for, and is refused when one is not for this client', async () => {
    const ask = (scope: string) => askToken(client, { grant_type: 'client_credentials', scope });
    expect((await ask('orders')).body.scope).toBe('orders');
    expect(await ask('orders admin')).toMatchObject({ status: 400, body: { errorCode: 'INVALID_SCOPE' } });
  });

  test.each([
    ['a wrong password', { grant_type: 'CLIENT_CREDENTIALS' }, { as: 'demo-app:wrong' }, 'INVALID_CLIENT'],
    [
      'a caller outside OAuthClients',
      { grant_type: 'CLIENT_CREDENTIALS' },
      { as: 'otp-app:otp-app-secret' },
      'UNAUTHORIZED_CLIENT',
    ],
    ['a person', { grant_type: 'CLIENT_CREDENTIALS' }, { as: 'alice:alice-password' }, 'INVALID_CLIENT'],
    ['an unknown grant type', { grant_type: 'implicit' }, {}, 'UNSUPPORTED_GRANT_TYPE'],
    ['no grant type', {}, {}, 'INVALID_REQUEST'],
    ['a missing parameter', { grant_type: 'PASSWORD', username: 'alice' }, {}, 'INVALID_REQUEST'],
    [
      'JSON in place of a form',
      { grant_type: 'x' },
      { headers: { 'content-type': 'application/json' } },
      'INVALID_REQUEST',
    ],
  ])('is refused to %s with 400 and three fields', async (_what, form: Record<string, string>, options, errorCode) => {
    const { status, body } = await askToken(client, form, options);
    expect(status).toBe(400);
    expect(Object.keys(body).toSorted()).toEqual(['errorCode', 'errorDesc', 'secErrorDesc']);
    expect(body.errorCode).toBe(errorCode);
  });

  test('is refused when a parameter comes twice', async () => {
    const answer = await client.call('POST', '/oauth2/rest/token', {
      as: CLIENT,
      body: 'grant_type=client_credentials&grant_type=password',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'INVALID_REQUEST' } });
  });

  test.each([
    ['as it is', 'spelt:two rivers, one bridge'],
    ['as a form has it', 'spelt:two+rivers%2C+one+bridge'],
    ['with each blank in percents', 'spelt:two%20rivers%2c%20one%20bridge'],
    ['with a name that is encoded too', 'sp%65lt:two+rivers%2C+one+bridge'],
    ['of the client with a plus, as it is', 'a+b:100%25+1%'],
    ['of a client with a plus in its name alone, as it is', 'c+d:plus'],
    ['of the client with a plus, as a form has it', 'a%2Bb:100%2525%2B1%25'],
  ])('is given to name and password %s', async (_how, as) => {
    const { status, body } = await askToken(client, { grant_type: 'client_credentials' }, { as });
    expect([status, body.errorCode]).toEqual([200, undefined]);
  });

  test('is not given to a password that is right in no spelling', async () => {
    const as = 'spelt:two%2Brivers%2C+one+bridge';
    const { status, body } = await askToken(client, { grant_type: 'client_credentials' }, { as });
    expect([status, body.errorCode]).toEqual([400, 'INVALID_CLIENT']);
  });

  test.each(['', ' '])('has all scopes of the client for the scope %j, which names none', async (scope) => {
    const { body } = await askToken(client, { grant_type: 'client_credentials', scope });
    expect(body.scope).toBe('profile orders secretkey');
  });

  test('takes a parameter without a value as left out', async () => {
    const empty = { otp_code: '', correlation_id: '', refresh_token: '', username: '', password: '', unknown: '' };
    const { status } = await askToken(client, { grant_type: 'client_credentials', ...empty });
    expect(status).toBe(200);
    const { body } = await askToken(client, { grant_type: '' });
    expect(body).toMatchObject({
      errorCode: 'INVALID_REQUEST',
      errorDesc: expect.stringContaining('grant_type: required'),
    });
  });

  test('of an unknown domain is 404', async () => {
    const answer = await askToken(client, { grant_type: 'CLIENT_CREDENTIALS' }, { headers: inDomain('Nowhere') });
    expect(answer).toMatchObject({ status: 404, body: { errorCode: 'DOMAIN_UNKNOWN' } });
  });
});

describe('a token for a user', () => {
  test('without a second factor says that there was a password', async () => {
    const { access, refresh } = await tokensOf(client, password('plain'), LONG);
    const { body } = await tokenInfo(client, access, inDomain('Shop'));
    expect(body).toMatchObject({ sub: 'plain', client: 'shop', domain: 'Shop', scope: 'read write', amr: ['pwd'] });
    expect(refresh).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  });

  test('is refused for a wrong password and for a name that is nobody’s, in the same words', async () => {
    const wrong = await askToken(client, { ...password('plain'), password: 'wrong' }, LONG);
    const nobody = await askToken(client, password('nobody'), LONG);
    expect(wrong).toMatchObject({ status: 400, body: { errorCode: 'INVALID_GRANT' } });
    expect(nobody.body).toEqual(wrong.body);
  });

  test('with a second factor takes its code, which works once', async () => {
    const secret = await enrol('carol');
    const without = await askToken(client, password('carol'), LONG);
    expect(without).toMatchObject({ status: 400, body: { errorCode: 'SECOND_FACTOR_REQUIRED' } });
    const code = { otp_code: generateSync({ secret }) };
    const { access } = await tokensOf(client, password('carol', code), LONG);
    expect((await tokenInfo(client, access, inDomain('Shop'))).body.amr).toEqual(['pwd', 'otp', 'mfa']);
    const again = await askToken(client, password('carol', code), LONG);
    expect(again).toMatchObject({ status: 400, body: { errorCode: 'OTP_REPLAYED' } });
  });

  test('takes a delivered PIN too, of this client alone', async () => {
    await enrol('dave');
    // Of the directory: an address that the client names is none of the user.
    const mine = await newPinFor('dave', 'shop');
    const others = await newPinFor('dave', 'other-shop');
    const use = ({ pin, correlationId }: Awaited<ReturnType<typeof newPin>>) =>
      askToken(client, password('dave', { otp_code: pin, correlation_id: correlationId }), LONG);
    expect(await use(others)).toMatchObject({ status: 400, body: { errorCode: 'OTP_INVALID' } });
    expect((await use(mine)).status).toBe(200);
  });

  test('shares the lock with every other way to prove a factor', async () => {
    await enrol('erin');
    for (let tries = 0; tries < 10; tries++) await askToken(client, password('erin', { otp_code: '000000' }), LONG);
    const locked = await askToken(client, password('erin', { otp_code: '000000' }), LONG);
    expect(locked).toMatchObject({ status: 400, body: { errorCode: 'USER_LOCKED' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(1);
    const { body } = await client.createOtp({ appName: 'shop', userId: 'erin' }, LONG);
    expect(body.minorCode).toBe('USER_LOCKED');
  });

  test('says no second factor when the code only confirms a new key', async () => {
    const made = await client.call('POST', SECRET_KEY, { as: 'frank:frank-password', headers: inDomain('Shop') });
    const code = { otp_code: generateSync({ secret: String(made.body.secret_key) }) };
    const { access } = await tokensOf(client, password('frank', code), LONG);
    expect((await tokenInfo(client, access, inDomain('Shop'))).body.amr).toEqual(['pwd']);
  });

  async function newPinFor(userId: string, appName: string): ReturnType<typeof newPin> {
    const { body } = await client.createOtp({ userId, appName, deliveryChannel: 'email' }, LONG);
    const text = client.service.aws?.inbox.list(`${userId}@example.com`)[0]?.text ?? '';
    return { pin: /\d{6}/.exec(text)?.[0] ?? text, correlationId: String(body.correlationId) };
  }
});

describe('a refresh token', () => {
  const again = (refresh: string, options = LONG, extra = {}) =>
    askToken(client, { grant_type: 'REFRESH_TOKEN', refresh_token: refresh, ...extra }, options);

  test('gives a new pair for the same user, scope and methods, and can narrow the scope', async () => {
    const { refresh } = await tokensOf(client, password('plain'), LONG);
    const narrowed = await again(refresh, LONG, { scope: 'read' });
    expect(narrowed.body.scope).toBe('read');
    expect(await again(String(narrowed.body.refresh_token), LONG, { scope: 'admin' })).toMatchObject({ status: 400 });
    const next = await again(String(narrowed.body.refresh_token));
    expect(next.status).toBe(200);
    const { body } = await tokenInfo(client, String(next.body.access_token), inDomain('Shop'));
    expect(body).toMatchObject({ sub: 'plain', scope: 'read write', amr: ['pwd'] });
  });

  test('is not given where the domain has it switched off', async () => {
    const { refresh } = await tokensOf(client, password('bob'));
    expect(refresh).toBe('');
  });

  test('is worth nothing after its user has enrolled a second factor that it never saw', async () => {
    const { refresh } = await tokensOf(client, password('grace'), LONG);
    await enrol('grace');
    expect(await again(refresh)).toMatchObject({ status: 400, body: { errorCode: 'SECOND_FACTOR_REQUIRED' } });
  });
});

describe('the question what a token is', () => {
  test('is answered for a token in the query as well', async () => {
    const { access } = await tokensOf(client, { grant_type: 'CLIENT_CREDENTIALS' });
    const answer = await client.call('GET', `${INFO}?access_token=${access}`);
    expect(answer).toMatchObject({ status: 200, body: { client: 'demo-app', iss: client.service.url } });
    expect(decodeProtectedHeader(access)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  test('is 424 while the issuer that the domain lists does not show its keys', async () => {
    const issuer = 'https://127.0.0.1:9';
    const trustedIssuers = [{ issuer, audience: 'sekisho' }];
    await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Partner', trustedIssuers } });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (iss: string) => `${part({ alg: 'ES256' })}.${part({ iss, sub: 'alice' })}.${'A'.repeat(86)}`;
    const asked = await tokenInfo(client, token(issuer), inDomain('Partner'));
    expect(asked).toMatchObject({ status: 424, body: { errorCode: 'ISSUER_UNAVAILABLE' } });
    // Not listed there, so nobody is asked.
    expect(await tokenInfo(client, token(issuer), inDomain('Shop'))).toMatchObject({ status: 400 });
  });

  test('is refused without one with 400', async () => {
    expect(await client.call('GET', INFO)).toMatchObject({ status: 400, body: { errorCode: 'TOKEN_MISSING' } });
    expect(await client.call('GET', INFO, bearer('nonsense'))).toMatchObject({
      status: 400,
      body: { errorCode: 'TOKEN_INVALID' },
    });
  });
});
