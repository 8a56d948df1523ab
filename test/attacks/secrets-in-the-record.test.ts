/**
 * An auditor, or whoever receives the events, may read who did what. He hopes for more: a password that an administrator set,
 * a key or a code that was given out, the credential in a gateway's address. Everything that leaves a record is done here
 * with secrets that are marked; none may stand in a record, in an event or in a line of the log.
 */

import { generateKeyPair } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import {
  ADMIN,
  type Answer,
  newPin,
  type OtpClient,
  SECRET_KEY,
  SETTINGS,
  startClient,
  wrongCode,
} from '../http/client.ts';
import { deviceOf, registration, startPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';

const PASSWORDS = [
  'marked pass phrase of the first',
  'marked pass phrase of the second',
  'marked pass phrase of her own',
];
const secrets: string[] = [...PASSWORDS, 'marked-gateway-key', 'marked.address@example.com'];
const lines: string[] = [];

let client: OtpClient;

beforeAll(async () => {
  process.env.LOG_LEVEL = 'info';
  client = await startClient();
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await client.service.close();
});

const admin = (method: string, path: string, body?: object): Promise<Answer> =>
  client.call(method, path, { as: ADMIN, ...(body === undefined ? {} : { body }) });

async function done(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
}

async function administrate(): Promise<void> {
  const [first, second] = PASSWORDS;
  const attributes = { mail: 'marked.address@example.com' };
  await done(admin('PUT', '/mfa/v1/users/dora', { password: first, attributes }));
  await done(admin('PATCH', '/mfa/v1/users/dora', { password: second, groups: ['Editors'] }));
  await done(admin('PUT', SETTINGS, { UmsClientUrl: 'https://gateway.example/send?key=marked-gateway-key' }));
  await done(admin('POST', DOMAINS, { name: 'Bank', description: 'of the marked-gateway-key' }));
  await done(admin('PUT', `${DOMAINS}?name=Bank`, { description: 'changed' }));
  await done(admin('DELETE', `${DOMAINS}?name=Bank`));
  await done(admin('PUT', '/mfa/v1/applications/wiki', { clients: ['demo-app'] }));
  await done(admin('DELETE', '/mfa/v1/applications/wiki'));
  await done(admin('DELETE', '/mfa/v1/users/dora'));
}

async function enrol(): Promise<void> {
  const [, , own = ''] = PASSWORDS;
  const as = `erin:${own}`;
  await putUser({ userId: 'erin', directory: 'DefaultDomain', attributes: { mail: 'erin@example.com' } }, own);
  const { enrolmentCode = '' } = await done(client.call('POST', '/mfa/v1/users/erin/device-enrolments', { as }));
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const body = { registration: await registration({ publicKey, privateKey }, { code: enrolmentCode }) };
  const { deviceId = '' } = await done(client.call('POST', '/mfa/v1/devices', { body }));
  const device = deviceOf(client, deviceId, privateKey, { domain: 'DefaultDomain', userId: 'erin' });
  await done(device.deny((await startPush(client, 'erin')).challengeId, 'mistake'));
  await done(admin('DELETE', `/mfa/v1/users/erin/devices/${deviceId}`));
  const { secret_key: secret = '' } = await done(client.call('POST', SECRET_KEY, { as }));
  const { correlationId } = await done(client.createOtp({ userId: 'erin', deliveryChannel: 'totp' }));
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  await done(client.validateOtp({ userId: 'erin', otpCode, correlationId, deliveryChannel: 'totp' }));
  const { pin } = await newPin(client, 'alice');
  for (let tries = 0; tries < 11; tries++) {
    await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: wrongCode(pin) });
  }
  await done(client.unlock('alice'));
  secrets.push(
    enrolmentCode,
    enrolmentCode.replaceAll('-', ''),
    secret,
    `"${pin}"`,
    `"${wrongCode(pin)}"`,
    JSON.stringify(body.registration),
  );
}

it('nothing that is recorded holds a secret, nor do its event and its line', async () => {
  await administrate();
  await enrol();
  const records = [...(await recordsOf()), ...(await recordsOf(undefined, 'Bank'))];
  const events = (client.service.aws?.events.list() ?? []).filter(({ detailType }) => detailType.startsWith('audit.'));
  expect(events.length).toBeGreaterThan(15);
  const written = JSON.stringify([records, events]) + lines.join('');
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5);
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(secret),
    ]) {
      expect(written.includes(form), secret).toBe(false);
    }
  }
  const kinds = new Set(records.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual([
    'application-changed',
    'application-removed',
    'device-added',
    'device-removed',
    'domain-changed',
    'domain-created',
    'domain-removed',
    'enrolment-code-made',
    'lock-begun',
    'lock-ended',
    'push-denied',
    'settings-changed',
    'totp-begun',
    'totp-confirmed',
    'user-changed',
    'user-removed',
    'user-written',
  ]);
});
