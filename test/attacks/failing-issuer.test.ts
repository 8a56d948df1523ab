/**
 * The attack: tokens that name an outside issuer which a domain lists, sent without any credentials, while that issuer is
 * down or does not answer. Each of them would hold a function for seconds, as many at once as there are requests, and make
 * us the lever with which somebody else hammers the issuer. The issuer here is real, over TLS, and hangs on purpose.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { joseAccessTokens } from '../../functions/adapters/jose/access-tokens.ts';
import { fetchPublic } from '../../functions/adapters/jose/fetch-public.ts';
import { remoteIssuerKeys } from '../../functions/adapters/jose/issuer-keys.ts';
import { DOMAIN_DEFAULTS } from '../../functions/core/identity-domains/identity-domain.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';

const DISCOVERY = '/.well-known/openid-configuration';
const folder = mkdtempSync(join(tmpdir(), 'sekisho-failing-issuer-'));

let server: Server;
let issuer: string;
let ca: string;
let connections: number;
let asked: string[];
/** What the issuer does with a question for this path; without an entry it never answers. */
let answers: Record<string, { status: number; body: object } | undefined>;

beforeAll(async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  ca = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (answer !== undefined) response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

let nowMs: number;
let send: () => Promise<unknown>;

beforeEach(() => {
  [connections, asked, answers, nowMs] = [0, [], {}, 0];
  const issuerKeys = remoteIssuerKeys(fetchPublic({ ca, isAllowed: () => true }), () => nowMs);
  const signer = { publicKeys: async () => [] };
  const readToken = joseAccessTokens({
    signer,
    issuer: 'https://sekisho.example',
    clock: () => Date.now(),
    issuerKeys,
  });
  const trustedIssuers = [{ issuer, audience: 'sekisho-api', userClaim: 'sub' }];
  const domain = { ...DOMAIN_DEFAULTS, name: 'Staff', id: '0'.repeat(32), trustedIssuers };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'ES256', kid: 'x' })}.${part({ iss: issuer })}.AAAA`;
  send = () => readToken(new Secret(token), domain).catch((error: unknown) => error);
});

const UNAVAILABLE = { code: 'ISSUER_UNAVAILABLE' };

async function timed<T>(work: Promise<T>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}

describe('forty tokens at once of an issuer that hangs', () => {
  test('cost one connection, and none afterwards for ten seconds', async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, send));
    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(connections).toBe(1);
    nowMs += 9_999;
    for (let call = 0; call < 20; call++) expect(await timed(send())).toBeLessThan(200);
    expect(connections).toBe(1);
    nowMs += 1;
    expect(await send()).toMatchObject(UNAVAILABLE);
    expect(connections).toBe(2);
  });

  test('cost one connection more when it is the key set that hangs', async () => {
    answers[DISCOVERY] = { status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } };
    const outcomes = await Promise.all(Array.from({ length: 40 }, send));
    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(asked).toEqual([DISCOVERY, '/keys']);
    for (let call = 0; call < 20; call++) expect(await timed(send())).toBeLessThan(200);
    expect(asked).toEqual([DISCOVERY, '/keys']);
  });
});

test('an issuer that answers with an error is not asked by the next call, and is once it is well again', async () => {
  answers[DISCOVERY] = { status: 503, body: {} };
  for (let call = 0; call < 5; call++) expect(await send()).toMatchObject(UNAVAILABLE);
  expect(asked).toEqual([DISCOVERY]);
  answers = {
    [DISCOVERY]: { status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } },
    '/keys': { status: 200, body: { keys: [] } },
  };
  nowMs += 10_000;
  expect(await send()).toBeUndefined();
});

test('one issuer that fails does not make another one fail', async () => {
  const issuerKeys = remoteIssuerKeys(async (address) => {
    if (address.startsWith('https://bad.')) throw new Error('down');
    return Response.json({ issuer: 'https://good.example', jwks_uri: 'https://good.example/keys' });
  });
  await expect(issuerKeys('https://bad.example')).rejects.toThrow('down');
  await expect(issuerKeys('https://good.example')).resolves.toBeTypeOf('function');
});
