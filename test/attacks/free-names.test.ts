/**
 * The attacker is a client that calls itself as it likes, by a name that nobody registered. He wants what only an
 * application gets (a session, a push, a result), the weaker settings that somebody once wrote under that name, or to
 * speak to people through it: a sentence with a number to call, in a message that comes from the operator. A free name is
 * good for codes over the OTP API and for nothing else.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CREATE, type OtpClient, startClient, VALIDATE } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { CHALLENGES } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { SESSIONS, sessionClient } from '../http/session-client.ts';

let client: OtpClient;
const as = 'tiny:tiny-secret';
const WEAK = { 'lax.MaxAttempts': 0, 'lax.PinLength': 4, 'lax.ValidateAnyPin': true, 'lax.Email_Enabled': true };

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'tiny', groups: ['OTPRestUserGroup', 'OTPReceivePinGroup'] }, 'tiny-secret');
  holdClock();
  await client.settings({ MaxAttempts: 3, MaxSendAttempts: 0, Email_Enabled: false, ...WEAK });
  pass(31_000);
});
afterAll(() => client.service.close());

const send = (appName: string, deliveryChannel: string, userId = 'alice') =>
  client.call('POST', CREATE, { as, body: { appName, userId, deliveryChannel } });

describe('a name that nobody registered', () => {
  test('is good for a PIN, as clients of the original use it', async () => {
    const { status, body } = await send('asasas', 'none');
    expect(status, JSON.stringify(body)).toBe(200);
    const fields = { appName: 'asasas', userId: 'alice', correlationId: body.correlationId, otpCode: body.minorCode };
    expect((await client.call('POST', VALIDATE, { as, body: fields })).status).toBe(200);
  });

  test.each([
    [SESSIONS, () => ({ returnUrl: sessionClient(client).returnUrl })],
    [CHALLENGES, () => ({})],
  ])('gets nothing from %s', async (path, more) => {
    const { status, body } = await client.call('POST', path, {
      as,
      body: { userId: 'alice', appName: 'asasas', ...more() },
    });
    expect([status, body.code]).toEqual([422, 'APPLICATION_NOT_REGISTERED']);
  });
});

describe('weaker settings under a free name', () => {
  test('do not count: neither a shorter PIN, nor a channel that is off, nor tries without end', async () => {
    expect((await send('lax', 'none')).body.minorCode).toMatch(/^\d{6}$/);
    expect((await send('lax', 'email')).body.minorCode).toBe('FACTOR_DISABLED');
    const wrong = { appName: 'lax', userId: 'alice', correlationId: 'x', otpCode: '000000' };
    const codes = [];
    for (let tries = 0; tries < 4; tries++) {
      codes.push((await client.call('POST', VALIDATE, { as, body: wrong })).body.minorCode);
    }
    expect(codes).toEqual(['OTP_INVALID', 'OTP_INVALID', 'OTP_INVALID', 'USER_LOCKED']);
    await client.unlock('alice');
  });

  test('of any PIN that is outstanding do not count either', async () => {
    const first = await send('lax', 'none');
    const second = await send('lax', 'none');
    const fields = { appName: 'lax', userId: 'alice', correlationId: first.body.correlationId };
    const body = { ...fields, otpCode: second.body.minorCode };
    expect((await client.call('POST', VALIDATE, { as, body })).body.minorCode).toBe('OTP_INVALID');
  });
});

describe('what people are shown of a free name', () => {
  test.each([
    ['LOCKED call 0120-000-000 now', 'an application'],
    ['Your account is locked', 'an application'],
    ['Call us at once or pay', 'an application'],
    ['Раypal', 'an application'],
    ['My App', 'My_App'],
  ])('%s is shown as %s', async (appName, shown) => {
    await putUser({ userId: 'carl', attributes: { mobile: '+819011112222' } }, 'a-password');
    client.service.aws?.inbox.clear();
    expect((await send(appName, 'sms', 'carl')).status).toBe(200);
    const text = client.service.aws?.inbox.list()[0]?.text ?? '';
    expect(text).toMatch(new RegExp(`^${shown} code: `));
    expect(text).not.toMatch(/call|0120|account is/i);
  });
});
