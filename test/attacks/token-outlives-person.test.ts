/**
 * A thief with a stolen password gets an access token, a refresh token or both, and waits: for the help desk to set a new
 * password, for the account to be removed, for the name to be given to somebody else, for the whole domain to be made
 * anew. Then he plants or removes a TOTP key with the old token, or has it refreshed for as long as he likes. A client
 * whose rights were cut, and an API that was shown a token for its own purpose, try the same.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, type Answer, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { askToken, bearer, DOMAINS, inDomain, tokenInfo, tokensOf } from '../http/token-client.ts';

const PASSWORD = 'a long pass phrase of its own';
const TOKENS = {
  tokenType: 'ACCESS_TOKEN',
  refreshTokenEnabled: true,
  refreshTokenExpiry: 31_536_000,
  tokenExpiry: 86_400,
};

let client: OtpClient;
let domains = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

interface Scene {
  readonly domain: string;
  readonly userId: string;
}

const call = (method: string, path: string, body?: object) => client.call(method, path, { as: ADMIN, body });
const shop = ({ domain }: Scene) => ({ as: `shop:${PASSWORD}`, headers: inDomain(domain) });
const userPath = ({ domain }: Scene, userId: string) => `/mfa/v1/users/${userId}?domain=${domain}`;

/** A domain of its own for each test: nothing of it is remembered. */
async function scene(scope = 'read write secretkey'): Promise<Scene> {
  domains += 1;
  const made = { domain: `Shop${domains}`, userId: 'kim' };
  await makeDomain(made, scope);
  return made;
}

async function makeDomain(made: Scene, scope = 'read write secretkey'): Promise<void> {
  const { domain, userId } = made;
  expect((await call('POST', DOMAINS, { name: domain, tokenSettings: [TOKENS] })).status).toBe(200);
  await call('PUT', `/mfa/v1/domains/${domain}/settings`, { EnableSecretKeyLifecycle: true });
  await call('PUT', userPath(made, 'shop'), { groups: ['OAuthClients'], attributes: { scope }, password: PASSWORD });
  await call('PUT', userPath(made, userId), { password: PASSWORD });
}

const grant = (made: Scene) =>
  tokensOf(client, { grant_type: 'PASSWORD', username: made.userId, password: PASSWORD }, shop(made));
const refresh = (made: Scene, token: string, more: object = {}) =>
  askToken(client, { grant_type: 'REFRESH_TOKEN', refresh_token: token, ...more }, shop(made));
const secretKey = ({ domain }: Scene, method: string, token: string): Promise<Answer> =>
  client.call(method, SECRET_KEY, bearer(token, inDomain(domain)));

const ENDS: readonly (readonly [what: string, how: (made: Scene) => Promise<unknown>])[] = [
  ['a new password', (made) => call('PATCH', userPath(made, 'kim'), { password: 'another long pass phrase' })],
  ['the end of the account', (made) => call('DELETE', userPath(made, 'kim'))],
  [
    'another person of the name',
    async (made) => {
      await call('DELETE', userPath(made, 'kim'));
      await call('PUT', userPath(made, 'kim'), { attributes: { mail: 'kim@example.com' } });
    },
  ],
  ['signing out everywhere', ({ domain }) => call('POST', `/mfa/v1/users/kim/sign-out?domain=${domain}`)],
  [
    'another domain of the name',
    async (made) => {
      expect((await call('DELETE', `${DOMAINS}?name=${made.domain}&force=true`)).status).toBe(200);
      await makeDomain(made);
    },
  ],
];

describe.each(ENDS)('after %s', (_what, happen) => {
  test('an access token of before is worth nothing', async () => {
    const made = await scene();
    const { access } = await grant(made);
    expect((await tokenInfo(client, access, inDomain(made.domain))).status).toBe(200);
    await happen(made);
    expect((await tokenInfo(client, access, inDomain(made.domain))).body.errorCode).toBe('TOKEN_INVALID');
    for (const method of ['POST', 'GET', 'PUT', 'DELETE']) {
      const answer = await secretKey(made, method, access);
      expect([method, answer.status, answer.body.errorCode]).toEqual([method, 401, 'TOKEN_INVALID']);
    }
  });

  test('a refresh token of before is worth nothing', async () => {
    const made = await scene();
    const { refresh: token } = await grant(made);
    await happen(made);
    expect(await refresh(made, token)).toMatchObject({ status: 400, body: { errorCode: 'INVALID_GRANT' } });
  });
});

test('a locked person’s tokens sleep until the lock is over', async () => {
  const made = await scene();
  const { access } = await grant(made);
  const { body } = await secretKey(made, 'POST', access);
  const code = {
    grant_type: 'PASSWORD',
    username: 'kim',
    password: PASSWORD,
    otp_code: generateSync({ secret: String(body.secret_key) }),
  };
  const { access: strong } = await tokensOf(client, code, shop(made));
  for (let tries = 0; tries < 12; tries++) await askToken(client, { ...code, otp_code: '000000' }, shop(made));
  expect((await tokenInfo(client, strong, inDomain(made.domain))).body.errorCode).toBe('TOKEN_INVALID');
  await call('DELETE', `/mfa/v1/users/kim/lock?domain=${made.domain}`);
  expect((await tokenInfo(client, strong, inDomain(made.domain))).status).toBe(200);
});

test('a client’s own token ends with the account of the client', async () => {
  const made = await scene();
  const { access } = await tokensOf(client, { grant_type: 'CLIENT_CREDENTIALS' }, shop(made));
  expect((await tokenInfo(client, access, inDomain(made.domain))).status).toBe(200);
  await call('DELETE', userPath(made, 'shop'));
  await call('PUT', userPath(made, 'shop'), { groups: ['OAuthClients'], password: PASSWORD });
  expect((await tokenInfo(client, access, inDomain(made.domain))).body.errorCode).toBe('TOKEN_INVALID');
});

test('a token for something else does not open the secret key', async () => {
  const made = await scene('read write');
  const { access } = await grant(made);
  for (const method of ['POST', 'GET', 'PUT', 'DELETE']) {
    const answer = await secretKey(made, method, access);
    expect([method, answer.status, answer.body.errorCode]).toEqual([method, 403, 'INSUFFICIENT_SCOPE']);
  }
});

test('no token lives longer than an hour, whatever the domain says', async () => {
  const made = await scene();
  const { body } = await askToken(client, { grant_type: 'CLIENT_CREDENTIALS' }, shop(made));
  expect(body.expires_in).toBe(3600);
  const { iat, exp } = (await tokenInfo(client, String(body.access_token), inDomain(made.domain))).body;
  expect(Number(exp) - Number(iat)).toBe(3600);
});

test('a client whose scope was cut refreshes what is left of it', async () => {
  const made = await scene();
  const { refresh: token } = await grant(made);
  await call('PATCH', userPath(made, 'shop'), { attributes: { scope: 'read' } });
  const next = await refresh(made, token);
  expect([next.status, next.body.scope]).toEqual([200, 'read']);
  expect((await refresh(made, String(next.body.refresh_token), { scope: 'write' })).body.errorCode).toBe(
    'INVALID_SCOPE',
  );
});
