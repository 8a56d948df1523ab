import { randomBytes } from 'node:crypto';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { expect } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { dynamodbEnrolments } from '../../functions/adapters/dynamodb/enrolments.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { kmsKeyRing } from '../../functions/adapters/kms/key-ring.ts';
import type { UserKey } from '../../functions/core/directory/user.ts';
import type { KeyRing } from '../../functions/core/ports/key-ring.ts';
import { enrolDevice as makeEnrolmentCode } from '../../functions/core/push/enrol-device.ts';
import { formatEnrolmentCode } from '../../functions/core/push/enrolment-code.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import { type Answer, CLIENT, type OtpClient } from './client.ts';

export const CHALLENGES = '/mfa/v1/push-challenges';

/** A device as docs/push.md describes it, without the sight of our code: a key and what it signs. */
export interface TestDevice {
  readonly id: string;
  readonly key: CryptoKey;
  sign(purpose: 'pull' | 'answer' | 'forget', payload: object, header?: object): Promise<string>;
  approve(challengeId: string, matchCode?: string): Promise<Answer>;
  deny(challengeId: string, reason: 'not_me' | 'mistake'): Promise<Answer>;
  send(challengeId: string, jws: string): Promise<Answer>;
  pull(): Promise<Answer>;
  forget(): Promise<Answer>;
}

/** Whatever can call the service. */
type Caller = Pick<OtpClient, 'call'>;

interface EnrolOptions {
  readonly domain?: string;
  readonly platform?: string;
  readonly pushToken?: string;
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
export const newId = (): string => crypto.randomUUID();

/** Enrols a device for the user in two steps: a client gets the code, or a proof if he has a factor; the device spends it. */
export async function enrolDevice(
  client: Caller,
  userId: string,
  { domain = 'DefaultDomain', platform = 'web', pushToken }: EnrolOptions = {},
): Promise<TestDevice> {
  const code = await enrolmentCode(client, userId, domain);
  const { publicKey, privateKey: key } = await generateKeyPair('ES256', { extractable: true });
  const { status, body } = await client.call('POST', '/mfa/v1/devices', {
    body: { registration: await registration({ publicKey, privateKey: key }, { code, platform, pushToken }) },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return deviceOf(client, String(body.deviceId), key, { domain, userId });
}

export async function enrolmentCode(client: Caller, userId: string, domain = 'DefaultDomain'): Promise<string> {
  const path = `/mfa/v1/users/${encodeURIComponent(userId)}/device-enrolments?appName=demo`;
  const { status, body } = await client.call('POST', path, { as: CLIENT });
  if (body.code === 'FACTOR_BOUND') return provenCode({ domain, userId });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.enrolmentCode);
}

/** The keys of the running service. */
export async function keyRing(): Promise<KeyRing> {
  const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId: 'alias/sekisho-seal' }));
  const table = openTable(process.env.TABLE_NAME ?? 'sekisho');
  return kmsKeyRing({ table, keyArn: KeyMetadata?.Arn ?? '', clock: () => Date.now() });
}

/** What the pages give to who has proven a factor there, without the pages; nobody is told. */
export async function provenCode(user: UserKey): Promise<string> {
  const table = openTable(process.env.TABLE_NAME ?? 'sekisho');
  const clock = () => Date.now();
  const deps = {
    clock,
    random: randomBytes,
    keys: await keyRing(),
    users: dynamodbUsers(table),
    credentials: dynamodbCredentials(table),
    enrolments: dynamodbEnrolments(table),
    domains: { find: async () => undefined },
    courier: { deliver: async () => 'delivered' as const },
  };
  const made = await makeEnrolmentCode(deps, resolveSettings({}), user, { by: 'proof' });
  return made.kind === 'code' ? formatEnrolmentCode(made.code) : expect.fail(made.reason);
}

export async function registration(
  { publicKey, privateKey }: { publicKey: CryptoKey; privateKey: CryptoKey },
  claims: Record<string, unknown>,
  header: object = {},
): Promise<string> {
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const payload = { name: 'Test phone', platform: 'web', iat: nowSeconds(), jti: newId(), ...claims };
  return sign(privateKey, { typ: 'sekisho-registration+jws', jwk: { kty, crv, x, y }, ...header }, payload);
}

export function deviceOf(
  client: Caller,
  id: string,
  key: CryptoKey,
  user: { domain: string; userId: string },
): TestDevice {
  const signed: TestDevice['sign'] = (purpose, payload, header = {}) =>
    sign(key, { typ: `sekisho-${purpose}+jws`, kid: id, ...header }, { iat: nowSeconds(), jti: newId(), ...payload });
  const send: TestDevice['send'] = (challengeId, answer) =>
    client.call('POST', `${CHALLENGES}/${challengeId}/answer`, { body: { answer } });
  return {
    id,
    key,
    sign: signed,
    send,
    approve: async (challengeId, matchCode) =>
      send(challengeId, await signed('answer', { challengeId, answer: 'approve', matchCode })),
    deny: async (challengeId, reason) =>
      send(challengeId, await signed('answer', { challengeId, answer: 'deny', reason })),
    pull: async () =>
      client.call('GET', `/mfa/v1/devices/${id}/challenges`, {
        headers: { authorization: `Sekisho-Device ${await signed('pull', user)}` },
      }),
    forget: async () =>
      client.call('DELETE', `/mfa/v1/devices/${id}`, {
        headers: { authorization: `Sekisho-Device ${await signed('forget', user)}` },
      }),
  };
}

function sign(key: CryptoKey, header: object, payload: object): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key);
}

export interface Started {
  readonly challengeId: string;
  readonly matchCode: string;
}

export async function startPush(
  client: Caller,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<Started> {
  const answer = await tryPush(client, userId, fields);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { challengeId: String(answer.body.challengeId), matchCode: String(answer.body.matchCode) };
}

export function tryPush(client: Caller, userId: string, fields: Record<string, unknown> = {}): Promise<Answer> {
  return client.call('POST', CHALLENGES, { as: CLIENT, body: { userId, appName: 'demo', ...fields } });
}

export function read(client: Caller, challengeId: string, waitSeconds?: number): Promise<Answer> {
  const headers: Record<string, string> = waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` };
  return client.call('GET', `${CHALLENGES}/${challengeId}`, { as: CLIENT, headers });
}
