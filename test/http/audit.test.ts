/** What stands in the record of who did what after the calls of administrators, people and devices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditRecordView } from '../../functions/directory/audit/contract.ts';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type OtpClient, SECRET_KEY, SETTINGS, startClient } from './client.ts';
import { enrolDevice, startPush } from './push-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

describe('an operation of an administrator', () => {
  it('stands there twice: as it began, and as it ended', async () => {
    const headers = { 'sekisho-reason': 'ticket%20%E2%84%964711' };
    await client.call('PUT', SETTINGS, { as: ADMIN, body: { MaxAttempts: 7, PinLength: 8 }, headers });
    const [begun, ended] = await recordsOf('settings-changed');
    expect(begun).toMatchObject({
      phase: 'begun',
      domain: 'DefaultDomain',
      actor: { kind: 'administrator', domain: 'DefaultDomain', userId: 'admin' },
      address: '127.0.0.1',
      reason: 'ticket №4711',
      fields: ['MaxAttempts', 'PinLength'],
    });
    expect(begun).not.toHaveProperty('outcome');
    expect(ended).toMatchObject({ phase: 'ended', id: begun?.id, requestId: begun?.requestId, outcome: 'done' });
    expect(ended?.changed).toMatchObject({ MaxAttempts: '{"from":null,"to":7}', PinLength: '{"from":null,"to":8}' });
    await client.call('PUT', SETTINGS, { as: ADMIN, body: {} });
  });

  it('is recorded when it is refused too, with the code', async () => {
    const path = '/mfa/v1/users/nobody/lock';
    await client.call('DELETE', path, { as: ADMIN });
    expect((await recordsOf('lock-ended')).at(-1)).toMatchObject({
      userId: 'nobody',
      outcome: 'refused',
      code: 'USER_UNKNOWN',
    });
  });

  it.each([
    ['long', 'x'.repeat(201)],
    ['of two lines', 'one%E2%80%A8two'],
    ['blank to the eye', '%E3%85%A4'],
  ])('needs no reason, but one that is %s is refused before anything happens', async (_what, reason) => {
    const before = (await recordsOf('lock-ended')).length;
    const headers = { 'sekisho-reason': reason };
    const answer = await client.call('DELETE', '/mfa/v1/users/alice/lock', { as: ADMIN, headers });
    expect(answer.status).toBe(422);
    expect(await recordsOf('lock-ended')).toHaveLength(before);
  });
});

describe('what people and devices do', () => {
  it('a key that was made with the password leaves two records without the key', async () => {
    await putUser({ userId: 'carol' }, 'a-password');
    const answer = await client.call('POST', SECRET_KEY, { as: 'carol:a-password' });
    expect(answer.status).toBe(200);
    const records = await recordsOf('totp-begun');
    expect(records).toMatchObject([
      { phase: 'begun', userId: 'carol', actor: { kind: 'user-or-token', userId: 'carol' } },
      { phase: 'ended', userId: 'carol', outcome: 'done' },
    ]);
    expect(JSON.stringify(records)).not.toContain(answer.body.secret_key);
  });

  it('a device, its code, and a push that it denied', async () => {
    const device = await enrolDevice(client, 'bob');
    const { challengeId } = await startPush(client, 'bob');
    await device.deny(challengeId, 'mistake');
    expect(await recordsOf('enrolment-code-made')).toMatchObject([{ userId: 'bob' }, { outcome: 'done' }]);
    expect(await recordsOf('device-added')).toMatchObject([
      { actor: { kind: 'device' }, userId: 'bob', changed: { platform: 'web' } },
      { outcome: 'done' },
    ]);
    expect(await recordsOf('push-denied')).toMatchObject([
      { phase: 'noted', userId: 'bob', changed: { reason: 'mistake' } },
    ]);
  });

  it('a person who signs himself out everywhere, with himself as the one whom it concerns', async () => {
    await client.call('POST', '/mfa/v1/sign-out', { as: 'carol:a-password' });
    expect(await recordsOf('user-signed-out')).toMatchObject([
      { userId: 'carol', actor: { kind: 'user', userId: 'carol' } },
      { userId: 'carol', outcome: 'done' },
    ]);
  });

  it('a lock is noted once, by the guess that begins it, and no other guess leaves anything', async () => {
    const guess = () => client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' });
    await client.createOtp({ userId: 'alice' });
    for (let tries = 0; tries < 12; tries++) await guess();
    expect(await recordsOf('lock-begun')).toMatchObject([
      { phase: 'noted', userId: 'alice', actor: { kind: 'client', userId: 'demo-app' } },
    ]);
    await client.unlock('alice');
  });
});

describe('the event of a record', () => {
  const events = () =>
    (client.service.aws?.events.list() ?? []).filter(({ detailType }) => detailType.startsWith('audit.'));

  it('is what stands in the table, once it has ended, by the documented schema', async () => {
    const records = (await recordsOf()).filter(({ phase }) => phase !== 'begun');
    expect(events().map(({ detail }) => detail)).toEqual(records.toReversed());
    for (const { source, detailType, detail } of events()) {
      expect([source, detailType]).toEqual(['sekisho', `audit.${AuditRecordView.parse(detail).kind}`]);
    }
  });

  it('that cannot be sent fails nothing: the record stands', async () => {
    const faults = client.service.aws?.faults;
    faults?.inject({ service: 'events', kind: 'error500', times: 5 });
    const before = (await recordsOf('lock-ended')).length;
    expect((await client.unlock('alice')).status).toBe(204);
    faults?.clear();
    expect(await recordsOf('lock-ended')).toHaveLength(before + 2);
  });
});
