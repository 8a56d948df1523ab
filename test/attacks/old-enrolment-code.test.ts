/**
 * The attack: a thief has the password of somebody who has no second factor yet. He asks for a code that lets a device
 * register, keeps it, and uses it later: after the owner has enrolled his own, after the help desk has set a new
 * password, after the user was deleted and the name given again. Or he collects many codes for many devices.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { devicesOf, type Enrolling, newPerson, register } from '../http/enrolment-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

async function codeOf(person: Enrolling): Promise<string> {
  const { status, body } = await person.askCode();
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.enrolmentCode);
}

async function expectWorthless(person: Enrolling, code: string): Promise<void> {
  const answer = await register(client, code);
  expect([answer.status, answer.body.code]).toEqual([422, 'ENROLMENT_CODE_INVALID']);
  expect(await devicesOf(client, person.userId)).toEqual([]);
}

test('a code is worthless after its owner has enrolled an authenticator', async () => {
  const owner = await newPerson(client);
  const code = await codeOf(owner);
  const { body } = await owner.askKey();
  const { correlationId } = (await client.createOtp({ userId: owner.userId, deliveryChannel: 'totp' })).body;
  const otpCode = generateSync({ secret: String(body.secret_key) });
  const confirmed = await client.validateOtp({ userId: owner.userId, deliveryChannel: 'totp', correlationId, otpCode });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  await expectWorthless(owner, code);
});

test('a code is worthless after a new password was set', async () => {
  const owner = await newPerson(client);
  const code = await codeOf(owner);
  const reset = await client.call('PATCH', `/mfa/v1/users/${owner.userId}`, {
    as: ADMIN,
    body: { password: 'a new and longer passphrase' },
  });
  expect(reset.status, JSON.stringify(reset.body)).toBe(200);
  await expectWorthless(owner, code);
});

test('a code is worthless for the next person of that name', async () => {
  const owner = await newPerson(client);
  const code = await codeOf(owner);
  const path = `/mfa/v1/users/${owner.userId}`;
  expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
  const orphan = await register(client, code);
  expect([orphan.status, orphan.body.code]).toEqual([422, 'ENROLMENT_CODE_INVALID']);
  const next = await client.call('PUT', path, {
    as: ADMIN,
    body: { password: 'a new and longer passphrase', attributes: { mail: 'next@example.com' } },
  });
  expect(next.status, JSON.stringify(next.body)).toBe(200);
  await expectWorthless(owner, code);
});

test('of many codes one adds a device, the last one', async () => {
  const owner = await newPerson(client);
  const codes = [await codeOf(owner), await codeOf(owner), await codeOf(owner)];
  const outcomes = [];
  for (const code of codes) outcomes.push((await register(client, code)).status);
  expect(outcomes).toEqual([422, 422, 201]);
  expect(await devicesOf(client, owner.userId)).toHaveLength(1);
});

test('of many codes that are spent at the same moment one adds a device', async () => {
  const owner = await newPerson(client);
  const codes = [await codeOf(owner), await codeOf(owner), await codeOf(owner)];
  const answers = await Promise.all([...codes, ...codes].map((code) => register(client, code)));
  expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
  expect((await devicesOf(client, owner.userId)).length).toBeLessThanOrEqual(1);
});

test('a code that an application gets is bound to the same: the user has no factor when it is spent', async () => {
  const owner = await newPerson(client);
  const path = `/mfa/v1/users/${owner.userId}/device-enrolments?appName=demo`;
  const { body } = await client.call('POST', path, { as: CLIENT });
  const second = await client.call('POST', path, { as: CLIENT });
  expect((await register(client, String(body.enrolmentCode))).body.code).toBe('ENROLMENT_CODE_INVALID');
  expect((await register(client, String(second.body.enrolmentCode))).status).toBe(201);
  const third = await client.call('POST', path, { as: CLIENT });
  expect([third.status, third.body.code]).toEqual([403, 'FACTOR_BOUND']);
});
