import { generateKeyPairSync, sign } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { IssuerError } from '../../../../functions/core/errors/issuer-error.ts';
import { accessTokenAudience, signAccessToken } from '../../../../functions/core/tokens/access-token.ts';
import { signJwt } from '../../../../functions/core/tokens/sign-jwt.ts';
import { ALICE, countingBytes, NOW_MS } from '../stubs.ts';
import { signer } from './stubs.ts';

describe('a signed token', () => {
  it('is one that another implementation verifies and reads, whatever is written in it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const current = async () => ({
      kid: 'key-1',
      sign: async (message: Uint8Array) => sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    });
    const claims = { sub: '関所', amr: ['otp'], text: 'a.b"c' };
    const token = await signJwt({ current }, { typ: 'x+jwt', claims });
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, { typ: 'x+jwt', algorithms: ['ES256'] });
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'x+jwt', kid: 'key-1' });
  });
});

describe('an access token', () => {
  const grant = {
    user: { domain: 'D', userId: 'alice' },
    client: 'demo-app',
    scope: ['read', 'write'],
    epoch: epochOf(ALICE),
  };
  const tokenOf = (amr: readonly string[]) =>
    signAccessToken(
      { signer, random: countingBytes(), issuer: 'https://sekisho.example' },
      { ...grant, amr, authTimeMs: NOW_MS - 1 },
      { nowMs: NOW_MS + 999, lifeSeconds: 3600 },
    );
  const claims = {
    iss: 'https://sekisho.example',
    aud: 'https://sekisho.example/oauth2',
    sub: 'alice',
    domain: 'D',
    client: 'demo-app',
    client_id: 'demo-app',
    scope: 'read write',
    epoch: epochOf(ALICE),
    iat: NOW_MS / 1000,
    exp: NOW_MS / 1000 + 3600,
    jti: 'AAECAwQFBgcICQoLDA0ODw',
  };

  it('says who, for whom, how and when, in whole seconds (RFC 9068 section 2.2)', async () => {
    const token = await tokenOf(['pwd', 'otp', 'mfa']);
    expect(decodeProtectedHeader(token.reveal())).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: 'key' });
    expect(decodeJwt(token.reveal())).toEqual({
      ...claims,
      auth_time: NOW_MS / 1000 - 1,
      amr: ['pwd', 'otp', 'mfa'],
    });
    expect(`${token}`).toBe('[redacted]');
  });

  it('of a client alone says of no person how or when he signed in', async () => {
    expect(decodeJwt((await tokenOf([])).reveal())).toEqual(claims);
  });

  it('is for the routes under /oauth2 of its issuer', () => {
    expect(accessTokenAudience('https://sekisho.example')).toBe('https://sekisho.example/oauth2');
  });
});

it('an issuer that shows no keys is told by its code, and the reason is for the log', () => {
  const error = new IssuerError('no answer within 3 s');
  expect(error).toMatchObject({
    name: 'IssuerError',
    message: 'ISSUER_UNAVAILABLE',
    code: 'ISSUER_UNAVAILABLE',
    reason: 'no answer within 3 s',
  });
});
