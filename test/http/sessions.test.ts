/** Sessions from the application's side: what it asks for, and the token that it gets. */

import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { finishEnrolment, recordVerdict, rememberChallenge } from '../../functions/core/sessions/open-session.ts';
import { addressOfReturn } from '../../functions/core/sessions/return-url.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { accepted } from '../../functions/core/verify/accepted.ts';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { giveFactor, PROVEN_PASSKEY } from './give-factor.ts';
import { sessionClient } from './session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  await register(client, ['silent'], { returnUrls: [] });
  await register(client, ['demo'], { rights: ['other-domains'] });
});
afterAll(() => client.service.close());

async function claimsOf(token: unknown): Promise<Record<string, unknown>> {
  const keys = createRemoteJWKSet(new URL(`${client.service.url}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(String(token), keys, {
    issuer: client.service.url,
    audience: 'DefaultDomain/demo',
    algorithms: ['ES256'],
    typ: 'sekisho-result+jwt',
  });
  return payload;
}

describe('a new session', () => {
  test('has an address for the browser and ten minutes', async () => {
    const { status, body, headers } = await sessions.start({ state: 'xyz' });
    expect(status).toBe(201);
    expect(body.sessionId).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(body.url).toBe(`${client.service.url}/mfa/s/${body.sessionId}`);
    expect(headers.get('location')).toBe(body.url);
    expect(Date.parse(String(body.expiresAt)) - Date.now()).toBeGreaterThan(590_000);
    expect(Object.keys(body).toSorted()).toEqual(['expiresAt', 'sessionId', 'url']);
  });

  test.each<[name: string, fields: Record<string, unknown>, status: number, code: string]>([
    ['an unknown user', { userId: 'nobody' }, 404, 'USER_UNKNOWN'],
    ['an unknown domain', { idStore: 'Nowhere' }, 404, 'DOMAIN_UNKNOWN'],
    ['a name that nobody registered', { appName: 'other' }, 422, 'APPLICATION_NOT_REGISTERED'],
    ['an application without return addresses', { appName: 'silent' }, 422, 'RETURN_URL_NOT_REGISTERED'],
    ['a language that is none', { locale: '../en' }, 422, 'FIELD_INVALID'],
    ['an unknown purpose', { purpose: 'skip' }, 422, 'FIELD_INVALID'],
    ['an unknown field', { redirect: 'https://example.com' }, 422, 'FIELD_UNKNOWN'],
  ])('is refused for %s', async (_name, fields, status, code) => {
    const answer = await sessions.start(fields);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('the result', () => {
  test('is a token with who, for whom, when, how and what for', async () => {
    const action = '¥40,000 を Bob へ送金';
    const id = await sessions.proven('totp', { context: { action } });
    const { status, body } = await sessions.result(id);
    const claims = await claimsOf(body.token);
    const now = Math.floor(Date.now() / 1000);

    expect([status, body.resultCode]).toEqual([200, '0']);
    expect(claims).toEqual({
      iss: client.service.url,
      aud: 'DefaultDomain/demo',
      azp: 'demo-app',
      sid: id,
      sub: 'alice',
      domain: 'DefaultDomain',
      iat: expect.closeTo(now, -1),
      exp: Number(claims.iat) + 300,
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      auth_time: expect.closeTo(now, -1),
      amr: ['otp'],
      acr: 'urn:sekisho:acr:aal2',
      action_hash: createHash('sha256').update(action).digest('base64url'),
    });
  });

  test.each<[factor: Factor, amr: string[], acr: string]>([
    ['totp', ['otp'], 'urn:sekisho:acr:aal2'],
    ['sms', ['otp', 'sms'], 'urn:sekisho:acr:aal2'],
    ['push', ['mca', 'user'], 'urn:sekisho:acr:aal2'],
    ['passkey', ['swk', 'user'], 'urn:sekisho:acr:aal2'],
    ['email', ['otp'], 'urn:sekisho:acr:second-factor'],
    ['recovery', ['otp'], 'urn:sekisho:acr:second-factor'],
  ])('of %s says %j and %s', async (factor, amr, acr) => {
    const { body } = await sessions.result(await sessions.proven(factor));
    expect(await claimsOf(body.token)).toMatchObject({ amr, acr });
  });

  test('takes a passkey for the very challenge that it signed, once, of two hundred at the same moment', async () => {
    const { id, ...open } = await sessions.open();
    const verdict = accepted(Date.now(), { passkey: { ...PROVEN_PASSKEY, isDeviceBound: true } });
    const proves = { factor: 'passkey', step: 'passkey' } as const;
    const challenge = open.session.challenges.passkey?.correlationId ?? '';
    expect(Buffer.from(challenge, 'base64url')).toHaveLength(32);
    const other = 'A'.repeat(43);
    expect(await recordVerdict(sessions.deps, open, { ...proves, challenge: other }, verdict)).toBe('blocked');
    const all = await Promise.all(
      Array.from({ length: 200 }, () => recordVerdict(sessions.deps, open, { ...proves, challenge }, verdict)),
    );
    expect(all.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    await giveFactor(sessions.deps, open.session.user, 'passkey');
    expect(await claimsOf((await sessions.result(id)).body.token)).toMatchObject({ amr: ['hwk', 'user'] });
  });

  test('takes no passkey any more for a challenge that was replaced, or spent in an enrolment that goes on', async () => {
    const { id: _id, ...open } = await sessions.open({ purpose: 'enrol' });
    const verdict = accepted(Date.now(), { passkey: { ...PROVEN_PASSKEY, isDeviceBound: true } });
    const { passkey } = open.session.challenges;
    const proves = { factor: 'passkey', step: 'passkey', challenge: passkey?.correlationId ?? '' } as const;
    const next = { correlationId: 'B'.repeat(43), sentAtMs: 1, expiresAtMs: Date.now() + 60_000 };
    expect(await rememberChallenge(sessions.deps, open, 'passkey', next)).toBe('stored');
    expect(await recordVerdict(sessions.deps, open, proves, verdict)).toBe('blocked');
    const second = { ...proves, challenge: next.correlationId };
    expect(await recordVerdict(sessions.deps, open, second, verdict)).toBe('recorded');
    expect(await recordVerdict(sessions.deps, open, second, verdict)).toBe('blocked');
  });

  test('waits while the person is on the pages, and is then still there', async () => {
    const { id, ...open } = await sessions.open();
    const early = await sessions.result(id);
    const by = await giveFactor(sessions.deps, open.session.user, 'totp');
    await recordVerdict(sessions.deps, open, { factor: 'totp' }, accepted(Date.now(), by));
    const late = await sessions.result(id);
    expect([early.status, early.body.code, late.status]).toEqual([409, 'SESSION_UNFINISHED', 200]);
  });

  test('of a locked user is a refusal', async () => {
    const { id, ...open } = await sessions.open();
    expect(await recordVerdict(sessions.deps, open, { factor: 'totp' }, { kind: 'locked' })).toBe('recorded');
    const { status, body } = await sessions.result(id);
    expect([status, body.code]).toEqual([422, 'USER_LOCKED']);
  });

  test('survives a signature that fails: the next call gets it', async () => {
    const id = await sessions.proven('totp');
    client.service.aws?.faults.inject({
      service: 'kms',
      action: 'Sign',
      kind: 'error500',
      times: Number.POSITIVE_INFINITY,
    });
    const failed = await sessions.result(id);
    client.service.aws?.faults.clear();
    const { status } = await sessions.result(id);
    expect([failed.status, status]).toEqual([503, 200]);
  });

  test('costs a read of the session and of its person, a signature and a write', async () => {
    const id = await sessions.proven('totp');
    client.service.aws?.requests.reset();
    await sessions.result(id);
    expect(client.service.aws?.requests.count()).toEqual({
      'dynamodb.GetItem': 1,
      // Whether the person is still there, the same and not locked.
      'dynamodb.Query': 1,
      'kms.Sign': 1,
      'dynamodb.UpdateItem': 1,
    });
  });
});

describe('an enrolment', () => {
  test('goes on after the first proof, ends when the person says so, and proves nothing to an API', async () => {
    const { id, ...open } = await sessions.open({ purpose: 'enrol' });
    expect(await finishEnrolment(sessions.deps, open)).toBe('nothing-proven');
    await recordVerdict(sessions.deps, open, { factor: 'totp' }, accepted(Date.now()));
    expect((await sessions.result(id)).status).toBe(409);

    const found = await sessions.deps.sessions.find(id);
    if (found === undefined) throw new Error('the session is gone');
    expect(await finishEnrolment(sessions.deps, { ...open, session: found })).toBe('finished');
    const { body } = await sessions.result(id);
    expect(await claimsOf(body.token)).toMatchObject({ acr: 'urn:sekisho:acr:enrolment' });
  });
});

describe('the way home', () => {
  test('carries session and state, and keeps what the registered address has', () => {
    expect(
      addressOfReturn({ returnUrl: 'https://app.example/back?tab=1', id: 'ID', state: 'a b&c', end: 'verified' }),
    ).toBe('https://app.example/back?tab=1&session_id=ID&state=a+b%26c');
  });
});

describe('a session that is over', () => {
  test('is gone for the browser after ten minutes, and its result two minutes after the proof', async () => {
    const waiting = await sessions.open();
    const done = await sessions.proven('totp');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
    try {
      expect((await sessions.result(done)).body.code).toBe('SESSION_EXPIRED');
      vi.setSystemTime(Date.now() + 480_000);
      expect(await sessions.visit(waiting.id)).toMatchObject({ kind: 'gone' });
      expect(await recordVerdict(sessions.deps, waiting, { factor: 'totp' }, accepted(Date.now()))).toBe('blocked');
      expect((await sessions.result(waiting.id)).body.code).toBe('SESSION_EXPIRED');
    } finally {
      vi.useRealTimers();
    }
  });
});
