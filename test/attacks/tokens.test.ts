/**
 * The attacks: a stolen refresh token used beside its owner; access tokens that were forged (no signature, the public
 * key taken for an HMAC secret, another key under our key id), that are over, of another domain, for another audience,
 * or that are another kind of token of this very service (RFC 8725). Each forged token differs from a good one, which
 * the first test shows to be accepted, in the named point alone; where a right signature is needed our own key makes it.
 */
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsTokenSigner } from '../../functions/adapters/kms/token-signer.ts';
import { epochOf } from '../../functions/core/directory/epoch.ts';
import { signJwt } from '../../functions/core/tokens/sign-jwt.ts';
import type { TokenSigner } from '../../functions/core/tokens/token-signer.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';
import { askToken, DOMAINS, inDomain, tokenInfo, tokensOf } from '../http/token-client.ts';

const SHOP = { as: 'shop:shop-secret', headers: inDomain('Shop') };
const PASSWORD = { grant_type: 'PASSWORD', username: 'plain', password: 'plain-password' };

let client: OtpClient;
let signer: TokenSigner;

beforeAll(async () => {
  client = await startClient();
  signer = kmsTokenSigner({ keyArns: (process.env.SIGNING_KEY_ARNS ?? '').split(',') });
  const tokenSettings = [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true, refreshTokenExpiry: 2 }];
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Shop' } });
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Brief', tokenSettings } });
  await client.call('PUT', `${DOMAINS}?name=Shop`, {
    as: ADMIN,
    body: { tokenSettings: [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }] },
  });
  for (const domain of ['Shop', 'Brief']) {
    await putUser({ userId: 'shop', groups: ['OAuthClients'] }, 'shop-secret', domain);
    await putUser({ userId: 'thief', groups: ['OAuthClients'] }, 'thief-secret', domain);
    await putUser({ userId: 'plain' }, 'plain-password', domain);
  }
});

afterAll(() => client.service.close());

function refresh(token: string, options = SHOP) {
  return askToken(client, { grant_type: 'REFRESH_TOKEN', refresh_token: token }, options);
}

const REFUSED = { status: 400, body: { errorCode: 'INVALID_GRANT' } };

describe('a refresh token that was stolen', () => {
  test('and used before its owner ends the family when the owner comes', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    const thiefs = await refresh(first);
    expect(thiefs.status).toBe(200);
    expect(await refresh(first)).toMatchObject(REFUSED);
    expect(await refresh(String(thiefs.body.refresh_token))).toMatchObject(REFUSED);
  });

  test('and used after its owner ends the family too', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    const second = String((await refresh(first)).body.refresh_token);
    const third = String((await refresh(second)).body.refresh_token);
    expect(await refresh(first)).toMatchObject(REFUSED);
    expect(await refresh(third)).toMatchObject(REFUSED);
  });

  test('and used many times at once is good for one use at most, and ends', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(first)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(await refresh(String(won[0]?.body.refresh_token))).toMatchObject(REFUSED);
  });

  test('does not work for another client, and ends with that', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    expect(await refresh(first, { ...SHOP, as: 'thief:thief-secret' })).toMatchObject(REFUSED);
    expect(await refresh(first)).toMatchObject(REFUSED);
  });

  test('does not work in another domain, for a client of the same name', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    expect(await refresh(first, { ...SHOP, headers: inDomain('Brief') })).toMatchObject(REFUSED);
  });

  test('is over when the time of its family is, however often it was used', async () => {
    const brief = { ...SHOP, headers: inDomain('Brief') };
    const first = (await tokensOf(client, PASSWORD, brief)).refresh;
    const second = String((await refresh(first, brief)).body.refresh_token);
    await new Promise((done) => setTimeout(done, 2_100));
    expect(await refresh(second, brief)).toMatchObject(REFUSED);
  });

  test('is over when the password that it began with is changed, and stays good when it is not', async () => {
    await putUser({ userId: 'robbed' }, 'robbed-password', 'Shop');
    const robbed = { ...PASSWORD, username: 'robbed', password: 'robbed-password' };
    const stolen = (await tokensOf(client, robbed, SHOP)).refresh;
    const change = (body: object) => client.call('PATCH', '/mfa/v1/users/robbed?domain=Shop', { as: ADMIN, body });
    expect((await change({ language: 'ja' })).status).toBe(200);
    const next = String((await refresh(stolen)).body.refresh_token);
    expect((await change({ password: 'another long pass phrase' })).status).toBe(200);
    expect(await refresh(next)).toMatchObject(REFUSED);
  });

  test('cannot be guessed from its family', async () => {
    const first = (await tokensOf(client, PASSWORD, SHOP)).refresh;
    const [family = ''] = first.split('.');
    for (const forged of [family, `${family}.`, `${family}.${'A'.repeat(43)}`, `${first}.x`, 'x.y', '.']) {
      expect(await refresh(forged)).toMatchObject({ status: 400 });
    }
  });
});

/** Of a profile that says of no generation and no password when it was set. */
const EPOCH_OF_PLAIN = epochOf({});

describe('an access token', () => {
  const claims = (change: JWTPayload = {}): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    const issuer = client.service.url;
    const token = { iss: issuer, aud: `${issuer}/oauth2`, sub: 'plain', domain: 'Shop', iat: now, exp: now + 60 };
    return { ...token, epoch: EPOCH_OF_PLAIN, ...change };
  };
  const ours = (change: JWTPayload = {}, typ = 'at+jwt') => signJwt(signer, { typ, claims: claims(change) });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ask = (token: string, domain = 'Shop') => tokenInfo(client, token, inDomain(domain));
  const INVALID = { status: 400, body: { errorCode: 'TOKEN_INVALID' } };

  test('that is right in every point is accepted', async () => {
    expect(await ask(await ours())).toMatchObject({ status: 200, body: { sub: 'plain' } });
  });

  test('without a signature is refused, however "none" is written', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const head = `${part({ alg, typ: 'at+jwt' })}.${part(claims())}`;
      expect(await ask(`${head}.`)).toMatchObject(INVALID);
      expect(await ask(`${head}.${(await ours()).split('.')[2]}`)).toMatchObject(INVALID);
    }
  });

  test('signed with our public key as an HMAC secret is refused', async () => {
    const [jwk] = await signer.publicKeys();
    const pem = createPublicKey({ key: jwk as unknown as JsonWebKey, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    for (const secret of [pem, JSON.stringify(jwk), jwk?.x ?? '']) {
      const head = `${part({ alg: 'HS256', typ: 'at+jwt', kid: jwk?.kid })}.${part(claims())}`;
      expect(await ask(`${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`)).toMatchObject(
        INVALID,
      );
    }
  });

  test('signed with another key under our key id, or bringing its own key, is refused', async () => {
    const [published] = await signer.publicKeys();
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const extra of [{ kid: published?.kid ?? '' }, { jwk }, { kid: 'x', jwk }]) {
      const header = { alg: 'ES256', typ: 'at+jwt', ...extra };
      const token = await new SignJWT(claims() as JWTPayload).setProtectedHeader(header).sign(privateKey);
      expect(await ask(token)).toMatchObject(INVALID);
    }
  });

  test('whose claims were changed is refused', async () => {
    const [head, , signature] = (await ours()).split('.');
    expect(await ask(`${head}.${part(claims({ sub: 'admin' }))}.${signature}`)).toMatchObject(INVALID);
  });

  test('that is over, or has no end, is refused', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await ask(await ours({ exp: now - 1 }))).toMatchObject(INVALID);
    const { exp: _exp, ...endless } = claims();
    expect(await ask(await signJwt(signer, { typ: 'at+jwt', claims: endless }))).toMatchObject(INVALID);
    expect(await ask(await ours({ nbf: now + 60 }))).toMatchObject(INVALID);
  });

  test('that says nothing of the epoch of its user, or names another one, is refused', async () => {
    expect(await ask(await ours({ epoch: epochOf({ notBefore: '1' }) }))).toMatchObject(INVALID);
    const { epoch: _epoch, ...timeless } = claims();
    expect(await ask(await signJwt(signer, { typ: 'at+jwt', claims: timeless }))).toMatchObject(INVALID);
  });

  test('for another audience or of another issuer is refused', async () => {
    expect(await ask(await ours({ aud: 'shop' }))).toMatchObject(INVALID);
    expect(await ask(await ours({ aud: [] as unknown as string }))).toMatchObject(INVALID);
    expect(await ask(await ours({ iss: 'https://issuer.example' }))).toMatchObject(INVALID);
    expect(await ask(await ours({ iss: `${client.service.url}/` }))).toMatchObject(INVALID);
  });

  test('of another domain is refused, also for a user of the same name', async () => {
    expect(await ask(await ours(), 'Brief')).toMatchObject(INVALID);
    expect(await ask(await ours(), 'DefaultDomain')).toMatchObject(INVALID);
    const { domain: _domain, ...nowhere } = claims();
    expect(await ask(await signJwt(signer, { typ: 'at+jwt', claims: nowhere }))).toMatchObject(INVALID);
  });

  test('cannot be a session result or any other token of this service', async () => {
    for (const typ of ['sekisho-result+jwt', 'JWT', '']) expect(await ask(await ours({}, typ))).toMatchObject(INVALID);
  });

  test('that is larger than any real one is not looked into', async () => {
    expect(await ask(await ours({ padding: 'x'.repeat(7_000) }))).toMatchObject(INVALID);
  });
});
