/**
 * A device may take itself off its account. Whoever could do that for somebody else would leave him with fewer ways to
 * sign in, or with none, and then a password alone enrols a first factor: the thief's own. So the attacker tries with a
 * device of his own, with other messages of the victim's device, with one of its removals again after the phone came
 * back under another id, with passwords, and by removing two devices at the same moment, each of which sees the other
 * one. A last factor never goes this way.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { ADMIN, type Answer, CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { enrolDevice, provenCode, type TestDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await client.settings({ MaxSendAttempts: 0 });
});
afterAll(() => client.service.close());

async function person(attributes: Record<string, string> = {}): Promise<{ userId: string; device: TestDevice }> {
  const userId = `keeper-${++people}`;
  await putUser({ userId, language: 'en', attributes }, 'password');
  return { userId, device: await enrolDevice(client, userId) };
}

function remove(deviceId: string, jws: string): Promise<Answer> {
  return client.call('DELETE', `/mfa/v1/devices/${deviceId}`, { headers: { authorization: `Sekisho-Device ${jws}` } });
}

async function devicesOf(userId: string): Promise<string[]> {
  const { body } = await client.call('GET', `/mfa/v1/users/${userId}/devices`, { as: ADMIN });
  return (body as unknown as { devices: { deviceId: string }[] }).devices.map(({ deviceId }) => deviceId);
}

it('with the device of another user, whatever it says, removes nothing', async () => {
  const victim = await person({ mail: 'victim@example.com' });
  const thief = await person({ mail: 'thief@example.com' });
  const owner = { domain: 'DefaultDomain', userId: victim.userId };
  const signed = [
    await thief.device.sign('forget', owner),
    await thief.device.sign('forget', owner, { kid: victim.device.id }),
    await thief.device.sign('forget', { ...owner, userId: thief.userId }, { kid: victim.device.id }),
  ];
  for (const jws of signed) {
    expect((await remove(victim.device.id, jws)).body.code).toBe('SIGNATURE_INVALID');
  }
  expect(await devicesOf(victim.userId)).toEqual([victim.device.id]);
});

it('with what the device of the victim signed for something else removes nothing', async () => {
  const { userId, device } = await person({ mail: 'pull@example.com' });
  const owner = { domain: 'DefaultDomain', userId };
  for (const purpose of ['pull', 'answer'] as const) {
    const jws = await device.sign(purpose, { ...owner, challengeId: 'c', answer: 'deny', reason: 'mistake' });
    expect((await remove(device.id, jws)).body.code, purpose).toBe('SIGNATURE_INVALID');
  }
  const pulled = await client.call('GET', `/mfa/v1/devices/${device.id}/challenges`, {
    headers: { authorization: `Sekisho-Device ${await device.sign('forget', owner)}` },
  });
  expect(pulled.body.code).toBe('SIGNATURE_INVALID');
  expect(await devicesOf(userId)).toEqual([device.id]);
});

it('with a message of a minute ago, or with passwords, removes nothing', async () => {
  const { userId, device } = await person({ mail: 'old@example.com' });
  const old = { domain: 'DefaultDomain', userId, iat: Math.floor(Date.now() / 1000) - 61 };
  expect((await remove(device.id, await device.sign('forget', old))).body.code).toBe('SIGNATURE_STALE');
  for (const as of [`${userId}:password`, CLIENT, ADMIN]) {
    expect((await client.call('DELETE', `/mfa/v1/devices/${device.id}`, { as })).body.code, as).toBe(
      'SIGNATURE_INVALID',
    );
  }
  expect(await devicesOf(userId)).toEqual([device.id]);
});

it('with a removal that was used, sent again, touches no other device of the user', async () => {
  const { userId, device } = await person({ mail: 'again@example.com' });
  const jws = await device.sign('forget', { domain: 'DefaultDomain', userId });
  expect((await remove(device.id, jws)).status).toBe(204);
  const next = await enrolDevice(client, userId);
  for (const id of [device.id, next.id]) expect((await remove(id, jws)).body.code).toBe('SIGNATURE_INVALID');
  expect(await devicesOf(userId)).toEqual([next.id]);
});

it('removes no last factor, so that no password alone enrols one afterwards', async () => {
  const { userId, device } = await person();
  expect(await device.forget()).toMatchObject({ status: 409, body: { code: 'LAST_FACTOR' } });
  expect(await devicesOf(userId)).toEqual([device.id]);
});

it('from both devices at the same moment leaves one', async () => {
  for (let round = 0; round < 5; round++) {
    const { userId, device } = await person();
    expect(await provenCode({ domain: 'DefaultDomain', userId })).toBeTypeOf('string');
    const other = await enrolDevice(client, userId);
    const answers = await Promise.all([device.forget(), other.forget()]);
    expect(answers.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(1);
    expect((await devicesOf(userId)).length).toBeGreaterThanOrEqual(1);
  }
});

it('takes off what it should: the phone can neither ask nor answer, the user is told, and the record has it', async () => {
  const { userId, device } = await person({ mail: 'told@example.com' });
  expect((await device.forget()).status).toBe(204);
  expect((await device.pull()).body.code).toBe('SIGNATURE_INVALID');
  expect(client.service.aws?.inbox.list('told@example.com')[0]?.text).toContain('Removed: phone');
  const records = (await recordsOf('device-removed')).filter(({ userId: whose }) => whose === userId);
  expect(records.map(({ changed }) => changed)).toContainEqual({ deviceId: device.id });
});
