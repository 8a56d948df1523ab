/**
 * The attacker has the password and asks for pushes until the tired victim approves one, or gets one approved without
 * the digits that only the real page shows (authentik #11368, eduMFA #349). Pushes draw on one budget per user, whoever
 * asks and from wherever; a denial ends them; and an approval without the right six digits is a wrong code.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { CLIENT, type OtpClient, startClient, wrongCode } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages } from '../http/page-client.ts';
import { CHALLENGES, enrolDevice, read, startPush, type TestDevice, tryPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

const HOUR_MS = 60 * 60 * 1000;

let client: OtpClient;
let victims = 0;
let userId: string;
let device: TestDevice;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'other-app', groups: ['OTPRestUserGroup'] }, 'other-app-secret');
  await register(client, ['lax', 'plain']);
  await register(client, ['other'], { clients: ['other-app'] });
  holdClock();
  await client.settings({ MaxSendAttempts: 5, 'plain.PushMatchCode': false, 'lax.MaxSendAttempts': 5 });
  pass(31_000);
});
afterAll(() => client.service.close());

beforeEach(async () => {
  victims += 1;
  userId = `victim-${victims}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  device = await enrolDevice(client, userId);
});

/** What the victim's phone shows now. */
async function shown(): Promise<number> {
  const { body } = await device.pull();
  return (body.challenges as unknown as unknown[]).length;
}

describe('bombing', () => {
  it('reaches the phone five times in all, however many clients, applications and pages ask at once', async () => {
    const browsers = [await openPages(client, userId), await openPages(client, userId)];
    const ask = [
      () => tryPush(client, userId),
      () => tryPush(client, userId, { appName: 'lax' }),
      () => client.call('POST', CHALLENGES, { as: 'other-app:other-app-secret', body: { userId, appName: 'other' } }),
      () => client.createOtp({ userId, deliveryChannel: 'email' }),
    ];
    const answers = await Promise.all([
      ...Array.from({ length: 48 }, (_, at) => ask[at % ask.length]?.()),
      ...browsers.map((browser) => browser.post('push', { act: 'send' })),
    ]);
    expect(answers.filter((answer) => answer !== undefined && answer.status >= 500)).toEqual([]);
    const mails = client.service.aws?.inbox.list(`${userId}@example.com`).filter(({ text }) => /\d{6}/.test(text));
    expect((await shown()) + (mails?.length ?? 0)).toBe(5);
    expect((await tryPush(client, userId)).body.code).toBe('SEND_LIMIT_EXCEEDED');
  });

  it('gets no new budget by waiting for pushes to expire, by mistakes, or by wrong digits', async () => {
    const first = await startPush(client, userId);
    await device.deny(first.challengeId, 'mistake');
    const second = await startPush(client, userId);
    await device.approve(second.challengeId, wrongCode(second.matchCode));
    await startPush(client, userId);
    pass(61_000);
    await startPush(client, userId);
    await startPush(client, userId);
    expect((await tryPush(client, userId)).body.code).toBe('SEND_LIMIT_EXCEEDED');
    pass(HOUR_MS - 30_000);
    expect((await tryPush(client, userId)).body.code).toBe('SEND_LIMIT_EXCEEDED');
    pass(31_000);
    expect((await tryPush(client, userId)).status).toBe(201);
  });

  it('is over when the victim says that it was not he, for every way of asking', async () => {
    const browser = await openPages(client, userId);
    const { challengeId } = await startPush(client, userId);
    const { challengeId: other, matchCode } = await startPush(client, userId, { appName: 'lax' });
    await device.deny(challengeId, 'not_me');
    expect((await device.approve(other, matchCode)).body.code).toBe('CHALLENGE_CLOSED');
    expect((await tryPush(client, userId)).body.code).toBe('PUSH_STOPPED');
    expect((await tryPush(client, userId, { appName: 'plain' })).body.code).toBe('PUSH_STOPPED');
    await browser.post('push', { act: 'send' });
    pass(2 * HOUR_MS);
    expect((await tryPush(client, userId)).body.code).toBe('PUSH_STOPPED');
    expect(await shown()).toBe(0);
  });

  it('does not reach a locked user', async () => {
    const { challengeId, matchCode } = await startPush(client, userId);
    for (let attempt = 0; attempt < 10; attempt++) {
      await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
    }
    expect((await tryPush(client, userId)).body.code).toBe('USER_LOCKED');
    expect((await device.approve(challengeId, matchCode)).status).toBe(422);
  });
});

describe('an approval without the digits', () => {
  const WITHOUT: readonly (readonly [name: string, matchCode: unknown])[] = [
    ['none', undefined],
    ['null', null],
    ['an empty text', ''],
    ['blanks', '      '],
    ['a number', 123456],
    ['a list of all', ['000000', '999999']],
    ['true', true],
    ['an object', { $ne: '' }],
    ['five of them', 'five'],
    ['letters', 'abcdef'],
  ];

  it.each(WITHOUT)('(%s) approves nothing', async (_name, value) => {
    const { challengeId, matchCode } = await startPush(client, userId);
    const sent = value === 'five' ? matchCode.slice(0, 5) : value;
    const jws = await device.sign('answer', { challengeId, answer: 'approve', matchCode: sent });
    expect((await device.send(challengeId, jws)).status).toBeGreaterThanOrEqual(400);
    expect((await read(client, challengeId)).body.status).toBe('pending');
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
  });

  it('is not to be had by naming another application: the challenge keeps its own', async () => {
    const { challengeId } = await startPush(client, userId, { appName: 'demo' });
    const jws = await device.sign('answer', { challengeId, answer: 'approve', appName: 'plain' });
    expect((await device.send(challengeId, jws)).status).toBeGreaterThanOrEqual(400);
    expect((await read(client, challengeId)).body.status).toBe('pending');
  });

  it('is not to be had with the password, in the manner of the old system', async () => {
    const { challengeId } = await startPush(client, userId);
    const { status, body } = await client.call('POST', '/oam/services/rest/11.1.2.0.0/oma/ChallengeResponse', {
      as: `${userId}:a-password`,
      body: { deviceId: device.id, challengeId, response: 'allow' },
    });
    expect(status, JSON.stringify(body)).toBe(422);
    expect((await read(client, challengeId)).body.status).toBe('pending');
  });

  it('cannot be made with digits that the asker chose', async () => {
    const body = { userId, appName: 'demo', matchCode: '123456' };
    expect((await client.call('POST', CHALLENGES, { as: CLIENT, body })).body.code).toBe('FIELD_UNKNOWN');
  });

  it('cannot be made from what the phone is sent: neither the push nor the pull has them', async () => {
    const { matchCode } = await startPush(client, userId);
    const pulled = await device.pull();
    expect(JSON.stringify([pulled.body, client.service.aws?.inbox.list()])).not.toContain(matchCode);
  });
});
