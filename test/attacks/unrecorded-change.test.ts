/**
 * An administrator wants to change something without a trace: he calls while the table does not take records (he makes
 * it throttle, or picks a moment of an outage), or makes the function die between the change and its end. What cannot be
 * recorded must not happen; what died in between must be found. Operations are read from the contracts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyChain } from '../../functions/core/audit/verify-chain.ts';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { recordsOf } from '../http/audit-records.ts';
import { ADMIN, type Answer, CLIENT, type OtpClient, SECRET_KEY, SETTINGS, startClient } from '../http/client.ts';
import { givePasskey } from '../http/passkey-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';

let client: OtpClient;
let aws: EmbeddedAws;
let passkeyId: string;

beforeAll(async () => {
  client = await startClient();
  if (client.service.aws === undefined) throw new Error('this breaks calls of the embedded AWS');
  aws = client.service.aws;
  await putUser({ userId: 'dora', directory: 'DefaultDomain' }, 'a long enough pass phrase');
  passkeyId = (await givePasskey('dora')).passkey.id;
  // Everything that a call remembers is remembered, so that the next write is that of the record.
  for (const { read } of Object.values(CHANGES)) await read();
});
afterAll(() => client.service.close());
afterEach(() => {
  aws.faults.clear();
  vi.useRealTimers();
});

const call = (method: string, path: string, body?: object): Promise<Answer> =>
  client.call(method, path, { as: ADMIN, ...(body === undefined ? {} : { body }) });

const settingOf = async (name: string) => JSON.stringify((await call('GET', SETTINGS)).body[name]);
const userOf = async (userId: string) => JSON.stringify((await call('GET', `/mfa/v1/users/${userId}`)).body);
const domainOf = async (name: string) => (await call('GET', `${DOMAINS}?name=${name}`)).body.description ?? '';

interface Change {
  readonly act: () => Promise<Answer>;
  /** What it would change. */
  readonly read: () => Promise<string>;
}

const CHANGES: Readonly<Record<string, Change>> = {
  'PUT /mfa/v1/domains/{domain}/settings': {
    act: () => call('PUT', SETTINGS, { MaxAttempts: 3 }),
    read: () => settingOf('MaxAttempts'),
  },
  'PATCH /mfa/v1/domains/{domain}/settings': {
    act: () => call('PATCH', SETTINGS, { MaxPins: 1 }),
    read: () => settingOf('MaxPins'),
  },
  [`POST ${DOMAINS}`]: { act: () => call('POST', DOMAINS, { name: 'Bank' }), read: () => domainOf('Bank') },
  [`PUT ${DOMAINS}`]: {
    act: () => call('PUT', `${DOMAINS}?name=DefaultDomain`, { description: 'another' }),
    read: () => domainOf('DefaultDomain'),
  },
  'PUT /mfa/v1/applications/{name}': {
    act: () => call('PUT', '/mfa/v1/applications/wiki', { clients: ['demo-app'] }),
    read: async () => String((await call('GET', '/mfa/v1/applications/wiki')).status),
  },
  'PUT /mfa/v1/users/{userId}': { act: () => call('PUT', '/mfa/v1/users/new', {}), read: () => userOf('new') },
  'PATCH /mfa/v1/users/{userId}': {
    act: () => call('PATCH', '/mfa/v1/users/dora', { groups: ['Administrators'] }),
    read: () => userOf('dora'),
  },
  'PATCH /mfa/v1/users/{userId}/passkeys/{passkeyId}': {
    act: () => call('PATCH', `/mfa/v1/users/dora/passkeys/${passkeyId}`, { name: 'another' }),
    read: async () => JSON.stringify((await call('GET', '/mfa/v1/users/dora/passkeys')).body),
  },
  'POST /mfa/v1/users/{userId}/bypass-codes': {
    act: () => call('POST', '/mfa/v1/users/dora/bypass-codes', { reason: 'another' }),
    read: async () => JSON.stringify((await call('GET', '/mfa/v1/users/dora/bypass-codes')).body),
  },
  'DELETE /mfa/v1/users/{userId}': { act: () => call('DELETE', '/mfa/v1/users/dora'), read: () => userOf('dora') },
};

describe('while the table takes no record', () => {
  it.each(Object.entries(CHANGES))('%s does not happen', async (_name, { act, read }) => {
    const before = await read();
    // A record is the only item that these put; users and settings are updated, domains come after it.
    aws.faults.inject({ service: 'dynamodb', action: 'PutItem', kind: 'error500', times: Number.POSITIVE_INFINITY });
    const { status } = await act();
    aws.faults.clear();
    expect(status).toBe(503);
    expect(await read()).toBe(before);
  });

  it('no key is made and no enrolment code given out', async () => {
    aws.faults.inject({ service: 'dynamodb', action: 'PutItem', kind: 'error500', times: Number.POSITIVE_INFINITY });
    const key = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    const code = await client.call('POST', '/mfa/v1/users/alice/device-enrolments', { as: 'alice:alice-password' });
    aws.faults.clear();
    expect([key.status, code.status]).toEqual([503, 503]);
    const made = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    expect(made.status, 'there is no key that would stand in the way').toBe(200);
  });
});

describe('a function that dies between the change and its end', () => {
  it('leaves a beginning without an end, which names who did what', async () => {
    const records = (await recordsOf()).length;
    // The beginning is written; its end is not, however often it is tried.
    aws.faults.inject({
      service: 'dynamodb',
      action: 'PutItem',
      nth: 2,
      kind: 'error500',
      times: Number.POSITIVE_INFINITY,
    });
    const answer = await call('PATCH', '/mfa/v1/users/dora', { language: 'ja' });
    aws.faults.clear();
    expect(answer.status, 'the change holds').toBe(200);
    const now = await recordsOf();
    expect(now).toHaveLength(records + 1);
    expect(verifyChain(now, Date.now() + 61_000)).toMatchObject([
      { kind: 'unended', record: { kind: 'user-changed', userId: 'dora', actor: { userId: 'admin' } } },
    ]);
  });
});

describe('a denial', () => {
  it('holds also when it cannot be recorded: the safe side comes first', async () => {
    const device = await enrolDevice(client, 'bob');
    const body = { appName: 'demo', userId: 'bob' };
    const { body: push } = await client.call('POST', '/mfa/v1/push-challenges', { as: CLIENT, body });
    aws.faults.inject({ service: 'dynamodb', action: 'PutItem', kind: 'error500', times: Number.POSITIVE_INFINITY });
    expect((await device.deny(String(push.challengeId), 'mistake')).status).toBe(200);
  });
});

it('every operation of an administrator that changes something has been tried here or says why not', () => {
  // Their first write is that of the record as well; what they change needs more than this file to look at.
  const elsewhere = [
    `DELETE ${DOMAINS}`,
    'DELETE /mfa/v1/applications/{name}',
    'DELETE /mfa/v1/users/{userId}/lock',
    'POST /mfa/v1/users/{userId}/sign-out',
    'POST /mfa/v1/sign-out',
    'DELETE /mfa/v1/users/{userId}/devices/{deviceId}',
    'DELETE /mfa/v1/users/{userId}/factors/{factorId}',
    'PUT /mfa/v1/users/{userId}/links',
    'DELETE /mfa/v1/users/{userId}/links',
    'DELETE /mfa/v1/users/{userId}/passkeys/{passkeyId}',
    'POST /mfa/v1/users/{userId}/reset',
    'DELETE /mfa/v1/users/{userId}/reset',
    'POST /mfa/v1/users/{userId}/reset/shorten',
    'DELETE /mfa/v1/users/{userId}/bypass-codes',
    'POST /mfa/v1/users/{userId}/bypass-codes/{codeId}/approval',
  ];
  const endpoints: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
  const recorded = endpoints.flatMap(({ path, operations }) =>
    Object.entries(operations).flatMap(([method, { audit }]) => (audit === undefined ? [] : [`${method} ${path}`])),
  );
  expect([...Object.keys(CHANGES), ...elsewhere].toSorted()).toEqual(recorded.toSorted());
});
