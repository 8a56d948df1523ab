import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { joseAccessTokens } from '../../functions/adapters/jose/access-tokens.ts';
import { fetchPublic, isPublicAddress } from '../../functions/adapters/jose/fetch-public.ts';
import { remoteIssuerKeys } from '../../functions/adapters/jose/issuer-keys.ts';
import { DOMAIN_DEFAULTS } from '../../functions/core/identity-domains/identity-domain.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';

/** 2026-01-05 09:00 UTC. */
const NOW_MS = Date.UTC(2026, 0, 5, 9);
const NOW = NOW_MS / 1000;
const folder = mkdtempSync(join(tmpdir(), 'sekisho-issuer-'));

let server: Server;
let issuer: string;
let ca: string;
let privateKey: CryptoKey;
let documents: Record<string, unknown>;
let asked: string[];

beforeAll(async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  ca = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    asked.push(request.url ?? '');
    const document = documents[request.url ?? ''];
    if (document === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (document === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  asked = [];
  const pair = await generateKeyPair('RS256');
  privateKey = pair.privateKey;
  documents = {
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
    '/keys': { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
  };
});

const signer = { publicKeys: async () => [] };

/** As deployed, but with the test's authority, and with this machine counted as public. */
function accessTokens(now?: () => number) {
  const issuerKeys = remoteIssuerKeys(fetchPublic({ ca, isAllowed: () => true }), now);
  return joseAccessTokens({ signer, issuer: 'https://sekisho.example', clock: () => NOW_MS, issuerKeys });
}

interface Signing {
  readonly kid?: string;
  readonly alg?: string;
  readonly typ?: string | undefined;
  readonly key?: CryptoKey | Uint8Array;
}

function token(claims: object = {}, signing: Signing = {}) {
  const { key, ...header } = { kid: 'one', alg: 'RS256', typ: 'at+jwt', key: privateKey, ...signing };
  const good = { iss: issuer, aud: 'sekisho-api', sub: 'Alice', iat: NOW, exp: NOW + 300, ...claims };
  return new SignJWT(good).setProtectedHeader(JSON.parse(JSON.stringify(header))).sign(key);
}

function verify(text: string, readToken = accessTokens(), trusted: object = {}) {
  const listed = { issuer, audience: 'sekisho-api', userClaim: 'sub', ...trusted };
  const domain = { ...DOMAIN_DEFAULTS, name: 'Staff', id: '0'.repeat(32), trustedIssuers: [listed] };
  return readToken(new Secret(text), domain);
}

describe('a token of an outside issuer', () => {
  test('that the domain lists names a user of the domain, with the methods that it says', async () => {
    const verified = await verify(await token({ amr: ['pwd', 'mfa'] }));
    expect(verified).toMatchObject({
      user: { domain: 'Staff', userId: 'alice' },
      isOfPerson: true,
      amr: ['pwd', 'mfa'],
    });
  });

  test('names the user by the claim that the domain says', async () => {
    const userClaim = 'preferred_username';
    const verified = await verify(await token({ preferred_username: 'bob' }), accessTokens(), { userClaim });
    expect(verified?.user.userId).toBe('bob');
    expect(await verify(await token(), accessTokens(), { userClaim })).toBeUndefined();
    expect(await verify(await token({ preferred_username: 7 }), accessTokens(), { userClaim })).toBeUndefined();
  });

  test.each([
    ['for another audience', { aud: 'other' }],
    ['of an issuer that is not listed', { iss: 'https://issuer.example' }],
    ['that is over', { exp: NOW - 60 }],
    ['that is not good yet', { nbf: NOW + 60 }],
    ['without an end', { exp: undefined }],
    ['with an empty name', { sub: ' ' }],
    ['with a control character in the name', { sub: 'al\u0000ice' }],
    ['with a name that is too long', { sub: 'a'.repeat(257) }],
    ['that does not say when it was issued', { iat: undefined }],
    ['that was issued more than an hour ago', { iat: NOW - 3_631 }],
    ['that is to be issued later', { iat: NOW + 31 }],
  ])('%s is refused', async (_what, claims) => {
    expect(await verify(await token(claims))).toBeUndefined();
  });

  test.each([['JWT'], ['logout+jwt'], ['sekisho-result+jwt'], [undefined]])(
    'of the type %s is refused: it is no access token (RFC 9068 section 4)',
    async (typ) => {
      expect(await verify(await token({ amr: ['mfa'] }, { typ }))).toBeUndefined();
    },
  );

  test('of another type counts where the entry says so, and no other then', async () => {
    for (const [headerType, typ] of [
      ['JWT', 'JWT'],
      ['', undefined],
    ] as const) {
      expect(await verify(await token({}, { typ }), accessTokens(), { headerType })).toBeDefined();
      expect(await verify(await token(), accessTokens(), { headerType })).toBeUndefined();
    }
  });

  test.each([
    ['an ID token', { at_hash: 'x' }],
    ['an ID token of the hybrid flow', { c_hash: 'x' }],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
  ])('that looks like %s is refused where types say nothing', async (_what, claims) => {
    expect(await verify(await token(claims, { typ: 'JWT' }), accessTokens(), { headerType: 'JWT' })).toBeUndefined();
  });

  test('may be younger still, where the entry says so', async () => {
    const old = await token({ iat: NOW - 200 });
    expect(await verify(old, accessTokens(), { maxTokenAge: 300 })).toBeDefined();
    expect(await verify(old, accessTokens(), { maxTokenAge: 60 })).toBeUndefined();
  });

  test.each([
    ['says when he signed in', { auth_time: NOW - 10, client_id: 'app' }, true],
    ['says how he signed in', { amr: ['pwd'], client_id: 'app' }, true],
    ['says neither', { client_id: 'app' }, false],
    ['says no method', { amr: [], client_id: 'app' }, false],
    ['is about the client itself', { sub: 'app', client_id: 'app', auth_time: NOW }, false],
    ['is about the client itself, in older words', { sub: 'app', azp: 'app', amr: ['pwd'] }, false],
  ])('that %s: %s, of a person: %s', async (_what, claims, isOfPerson) => {
    expect(await verify(await token(claims))).toMatchObject({ isOfPerson });
  });

  test('names nobody by what every object has', async () => {
    expect(await verify(await token(), accessTokens(), { userClaim: 'constructor' })).toBeUndefined();
  });

  test('signed with an HMAC, with another key or with an unknown key id is refused', async () => {
    expect(await verify(await token({}, { alg: 'HS256', key: Buffer.alloc(32, 1) }))).toBeUndefined();
    const other = await generateKeyPair('RS256');
    expect(await verify(await token({}, { key: other.privateKey }))).toBeUndefined();
    expect(await verify(await token({}, { kid: 'two' }))).toBeUndefined();
  });

  test('costs no request once the keys are known, and its keys are read again when they were rotated', async () => {
    const tokens = accessTokens();
    for (let call = 0; call < 5; call++) expect(await verify(await token(), tokens)).toBeDefined();
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });
});

describe('an issuer that does not show its keys', () => {
  const unavailable = { code: 'ISSUER_UNAVAILABLE' };

  test('is a broken system and no wrong token, and is asked again ten seconds later', async () => {
    let nowMs = 0;
    const tokens = accessTokens(() => nowMs);
    const kept = documents;
    documents = {};
    await expect(verify(await token(), tokens)).rejects.toMatchObject(unavailable);
    nowMs += 10_000;
    for (const keys of [undefined, 'text', { keys: 'none' }]) {
      documents = { ...kept, '/keys': keys };
      await expect(verify(await token(), tokens)).rejects.toMatchObject(unavailable);
      nowMs += 10_000;
    }
    documents = kept;
    expect(await verify(await token(), tokens)).toBeDefined();
  });

  test.each([
    ['speaks for another one', { issuer: 'https://issuer.example', jwks_uri: 'https://localhost/keys' }],
    ['has its keys at an http address', { jwks_uri: 'http://localhost/keys' }],
    ['has its keys on a file', { jwks_uri: 'file:///etc/passwd' }],
    ['sends the question elsewhere', 'redirect'],
    ['answers with something else', 'text'],
  ])('because its document %s is refused', async (_what, change) => {
    const path = '/.well-known/openid-configuration';
    documents[path] = typeof change === 'string' ? change : { ...(documents[path] as object), ...change };
    await expect(verify(await token())).rejects.toMatchObject(unavailable);
    expect(asked).toEqual([path]);
  });

  test('because its certificate is nobody’s is refused', async () => {
    const tokens = joseAccessTokens({
      signer,
      issuer: 'https://sekisho.example',
      clock: () => NOW_MS,
      issuerKeys: remoteIssuerKeys(fetchPublic({ isAllowed: () => true })),
    });
    await expect(verify(await token(), tokens)).rejects.toMatchObject(unavailable);
    expect(asked).toEqual([]);
  });

  test('because it is inside our own network is not even connected to', async () => {
    const port = new URL(issuer).port;
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254']) {
      await expect(fetchPublic({ ca })(`https://${host}:${port}/keys`)).rejects.toMatchObject(unavailable);
    }
    expect(asked).toEqual([]);
  });
});

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['0.0.0.0', false],
  ['::', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['2002:7f00:1::', false],
  ['not an address', false],
])('%s is on the public internet: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
