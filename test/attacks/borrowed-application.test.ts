/**
 * The attacker holds the account of some client: of a small application of the firm, of another identity domain, or one
 * that was given the name of a deleted client. Under the name of an application that is not his he asks for codes and
 * pushes, begins sessions, fetches results, gets enrolment codes and tokens, and changes settings (OWASP ASVS 5 V8.3).
 * A registered application is closed to him on every route that takes a name, in every spelling of it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { APPLICATIONS, putApplication, register } from '../http/applications.ts';
import { ADMIN, type Answer, CREATE, newPin, type OtpClient, startClient, VALIDATE } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { PASSKEY_CHALLENGES } from '../http/passkey-client.ts';
import { CHALLENGES, enrolDevice, startPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { SESSIONS, sessionClient } from '../http/session-client.ts';
import { askToken, DOMAINS, inDomain } from '../http/token-client.ts';

const IN_OTHER = inDomain('Other');
const CLOSED = { status: 403, code: 'APPLICATION_NOT_ALLOWED' };

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Other' } })).status).toBe(200);
  const groups = ['OTPRestUserGroup', 'OTPReceivePinGroup', 'OAuthClients', 'DeviceEnrolmentGroup'];
  await putUser({ userId: 'tiny', groups }, 'tiny-secret');
  await putUser({ userId: 'demo-app', groups }, 'other-secret', 'Other');
  await putUser({ userId: 'boss', groups: ['Administrators'] }, 'boss-password', 'Other');
  await putUser({ userId: 'alice' }, 'other-password', 'Other');
  // An application of the name of the attacker's client, for the token endpoint, where that is the application.
  await register(client, ['tiny', 'Shop']);
  holdClock();
  pass(31_000);
  await enrolDevice(client, 'bob');
});
afterAll(() => client.service.close());

interface Attacker {
  readonly as: string;
  readonly headers?: Record<string, string>;
}

const ATTACKERS: readonly [who: string, attacker: Attacker][] = [
  ['another client of the domain', { as: 'tiny:tiny-secret' }],
  ['a client of the same name in another domain', { as: 'demo-app:other-secret', headers: IN_OTHER }],
];

/** Every way of a client to say a name, by the operation of the contracts. */
const WAYS: Readonly<Record<string, (attacker: Attacker, appName: string) => Promise<Answer>>> = {
  [`POST ${CREATE}`]: (attacker, appName) =>
    client.call('POST', CREATE, { ...attacker, body: { appName, userId: 'alice', deliveryChannel: 'none' } }),
  [`POST ${VALIDATE}`]: (attacker, appName) =>
    client.call('POST', VALIDATE, {
      ...attacker,
      body: { appName, userId: 'alice', correlationId: 'x', otpCode: '000000' },
    }),
  [`POST ${SESSIONS}`]: (attacker, appName) =>
    client.call('POST', SESSIONS, { ...attacker, body: { appName, userId: 'alice', returnUrl: sessions.returnUrl } }),
  [`POST ${CHALLENGES}`]: (attacker, appName) =>
    client.call('POST', CHALLENGES, { ...attacker, body: { appName, userId: 'alice' } }),
  [`POST ${PASSKEY_CHALLENGES}`]: (attacker, appName) =>
    client.call('POST', PASSKEY_CHALLENGES, { ...attacker, body: { appName, userId: 'alice' } }),
  'GET /mfa/v1/users/{userId}/factors': (attacker, appName) =>
    client.call('GET', `/mfa/v1/users/alice/factors?appName=${encodeURIComponent(appName)}`, attacker),
  'POST /mfa/v1/users/{userId}/device-enrolments': (attacker, appName) =>
    client.call('POST', `/mfa/v1/users/alice/device-enrolments?appName=${encodeURIComponent(appName)}`, attacker),
};

describe.each(ATTACKERS)('%s', (_who, attacker) => {
  test.each(Object.entries(WAYS))('is refused by %s', async (_operation, way) => {
    const { status, body } = await way(attacker, 'demo');
    expect({ status, code: body.code ?? body.minorCode }).toEqual(CLOSED);
  });
});

test('no operation of the contracts that takes a name of an application is missing above', () => {
  const taking = Object.values(FUNCTIONS)
    .flat()
    .flatMap(({ path, operations }: Endpoint) =>
      Object.entries(operations)
        .filter(([, { request, query }]) => 'appName' in (query ?? {}) || takesAppName(request))
        .map(([method]) => `${method} ${path}`),
    );
  expect(taking.toSorted()).toEqual(Object.keys(WAYS).toSorted());
});

function takesAppName(request: unknown): boolean {
  return Object.keys((request as { shape?: object } | undefined)?.shape ?? {}).includes('appName');
}

test.each(['Demo', 'DEMO', 'ＤＥＭＯ'])(
  'the spelling %s of a registered name opens nothing, not even for its own client',
  async (spelling) => {
    for (const way of Object.values(WAYS)) {
      const { status, body } = await way({ as: 'demo-app:demo-app-secret' }, spelling);
      expect({ status, code: body.code ?? body.minorCode }).toEqual(CLOSED);
    }
  },
);

describe('what a client has begun', () => {
  test('ends for it when the application does not name it any more: no result, no approval', async () => {
    await putUser({ userId: 'leaving', groups: ['OTPRestUserGroup'] }, 'leaving-secret');
    await register(client, ['leave'], { clients: ['leaving'] });
    pass(16_000);
    const as = 'leaving:leaving-secret';
    const body = { userId: 'alice', appName: 'leave', returnUrl: sessions.returnUrl };
    const id = String((await client.call('POST', SESSIONS, { as, body })).body.sessionId);
    await sessions.prove(id, 'totp');
    const push = await client.call('POST', CHALLENGES, { as, body: { appName: 'leave', userId: 'bob' } });
    expect(push.status).toBe(201);
    await register(client, ['leave']);
    pass(16_000);
    const read = await client.call('GET', `${CHALLENGES}/${push.body.challengeId}`, { as });
    expect([read.status, read.body.code]).toEqual([403, 'APPLICATION_NOT_ALLOWED']);
    const taken = () => client.call('POST', `${SESSIONS}/${id}/result`, { as });
    expect(await taken()).toMatchObject({ status: 403, body: { code: 'APPLICATION_NOT_ALLOWED' } });
    await register(client, ['leave'], { clients: ['leaving'] });
    pass(16_000);
    expect((await taken()).status, 'nothing was spent').toBe(200);
  });

  test('is not handed to a client that was given the name of a deleted one', async () => {
    const path = '/mfa/v1/users/reborn';
    const body = { groups: ['OTPRestUserGroup', 'OTPReceivePinGroup'], password: 'a-long-first-password' };
    expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
    await register(client, ['mine'], { clients: ['reborn'] });
    pass(16_000);
    const fields = { appName: 'mine', userId: 'alice', deliveryChannel: 'none' };
    const first = await client.call('POST', CREATE, { as: 'reborn:a-long-first-password', body: fields });
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
    const again = { ...body, password: 'a-long-second-password' };
    expect((await client.call('PUT', path, { as: ADMIN, body: again })).status).toBe(200);
    const second = await client.call('POST', CREATE, { as: 'reborn:a-long-second-password', body: fields });
    expect([second.status, second.body.minorCode]).toEqual([403, 'APPLICATION_NOT_ALLOWED']);
  });

  test('is not seen by another client, nor can it be used: a PIN, a push, a session', async () => {
    const { pin: otpCode, correlationId } = await newPin(client, 'alice');
    const body = { appName: 'other-name', userId: 'alice', otpCode, correlationId };
    const attempt = await client.call('POST', VALIDATE, { as: 'tiny:tiny-secret', body });
    expect([attempt.status, attempt.body.minorCode]).toEqual([422, 'OTP_INVALID']);
    const { challengeId } = await startPush(client, 'bob');
    const read = await client.call('GET', `${CHALLENGES}/${challengeId}`, { as: 'tiny:tiny-secret' });
    expect([read.status, read.body.code]).toEqual([404, 'CHALLENGE_UNKNOWN']);
    const id = String((await sessions.start()).body.sessionId);
    const result = await client.call('POST', `${SESSIONS}/${id}/result`, { as: 'tiny:tiny-secret' });
    expect([result.status, result.body.code]).toEqual([404, 'SESSION_UNKNOWN']);
  });
});

test('the token endpoint serves no client under whose name another one has an application', async () => {
  const { status, body } = await askToken(client, { grant_type: 'CLIENT_CREDENTIALS' }, { as: 'tiny:tiny-secret' });
  expect([status, body.errorCode]).toEqual([400, 'UNAUTHORIZED_CLIENT']);
});

describe('an administrator of another domain', () => {
  const boss = { as: 'boss:boss-password', headers: IN_OTHER };
  const body = { clients: ['demo-app'], returnUrls: ['https://evil.example/'] };

  test.each(['demo', 'DEMO', 'new-name'])('can neither take nor give the name %s', async (name) => {
    const { status, body: told } = await putApplication(client, name, { ...boss, body });
    expect([status, told.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
  });

  test('sees and removes no application of this one', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, body: told } = await client.call(method, `${APPLICATIONS}/demo`, boss);
      expect([status, told.code]).toEqual([404, 'APPLICATION_UNKNOWN']);
    }
    const list = await client.call('GET', APPLICATIONS, boss);
    expect(list.body).toEqual({ applications: [] });
    const here = await client.call('GET', `${APPLICATIONS}?domain=DefaultDomain`, boss);
    expect([here.status, here.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
  });

  test.each(['demo.MaxAttempts', 'DEMO.MaxAttempts', 'shop.MaxAttempts'])('cannot set %s', async (key) => {
    const path = '/mfa/v1/domains/Other/settings';
    const { status, body: told } = await client.call('PUT', path, { ...boss, body: { [key]: 0 } });
    expect([status, told.code]).toEqual([403, 'APPLICATION_NOT_ALLOWED']);
  });
});
