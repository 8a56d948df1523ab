import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { CLIENT, newPin, type OtpClient, startClient, wrongCode } from './client.ts';
import { enrolDevice, read, startPush, type TestDevice, tryPush } from './push-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['off', 'plain']);
  await client.settings({ 'off.Push_Enabled': false, 'plain.PushMatchCode': false });
  await putUser({ userId: 'other-app', groups: ['OTPRestUserGroup'] }, 'other-secret');
});
afterAll(() => client.service.close());

let users = 0;

/** A user of his own for each test, with a device. */
async function newUser(): Promise<{ userId: string; device: TestDevice }> {
  users += 1;
  const userId = `push-${users}`;
  await putUser({ userId, language: 'en' }, 'a-password');
  return { userId, device: await enrolDevice(client, userId) };
}

describe('a push challenge', () => {
  it('is approved by the digits that the application shows', async () => {
    const { userId, device } = await newUser();
    const answer = await tryPush(client, userId, { context: { action: 'Sign in', location: '大阪' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      challengeId: expect.stringMatching(/^[\w-]{22}$/),
      matchCode: expect.stringMatching(/^\d{6}$/),
      expiresAt: expect.stringMatching(/Z$/),
    });
    const { challengeId = '', matchCode = '' } = answer.body;
    expect(answer.headers.get('location')).toBe(`/mfa/v1/push-challenges/${challengeId}`);
    expect((await read(client, challengeId)).body.status).toBe('pending');
    expect((await device.approve(challengeId, matchCode)).body).toEqual({ challengeId, status: 'approved' });
    expect((await read(client, challengeId)).body).toMatchObject({
      status: 'approved',
      answeredAt: expect.stringMatching(/Z$/),
    });
  });

  it('is shown to the device with application, action and place, and never with the digits', async () => {
    const { userId, device } = await newUser();
    const context = { action: 'Pay ¥1,000', ip: '203.0.113.7', location: 'Osaka', userAgent: 'Firefox' };
    const { challengeId, matchCode } = await startPush(client, userId, { context });
    const { status, body } = await device.pull();
    expect(status).toBe(200);
    expect(body.challenges).toEqual([
      expect.objectContaining({ challengeId, appName: 'demo', needsMatchCode: true, context }),
    ]);
    expect(JSON.stringify(body)).not.toContain(matchCode);
  });

  it('answers a waiting client when the device answers, not when its time is over', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    const waiting = read(client, challengeId, 20);
    await new Promise((done) => setTimeout(done, 300));
    await device.approve(challengeId, matchCode);
    const answeredAtMs = Date.now();
    const answer = await waiting;
    expect(Date.now() - answeredAtMs).toBeLessThan(10_000);
    expect(answer.body.status).toBe('approved');
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
  });

  it('answers a waiting client with pending when nobody answered in time', async () => {
    const { userId } = await newUser();
    const { challengeId } = await startPush(client, userId);
    const startedMs = Date.now();
    expect((await read(client, challengeId, 1)).body.status).toBe('pending');
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(1_000);
  });

  it('can be read by the client that started it and by no other one', async () => {
    const { userId } = await newUser();
    const { challengeId } = await startPush(client, userId);
    const answer = await client.call('GET', `/mfa/v1/push-challenges/${challengeId}`, { as: 'other-app:other-secret' });
    expect([answer.status, answer.body.code]).toEqual([404, 'CHALLENGE_UNKNOWN']);
  });
});

describe('a new device', () => {
  it('is announced to the user by mail', async () => {
    await putUser({ userId: 'told', language: 'en', attributes: { mail: 'told@example.com' } }, 'a-password');
    await enrolDevice(client, 'told');
    const [mail] = client.service.aws?.inbox.list('told@example.com') ?? [];
    expect(mail?.text).toContain('Added: phone that approves sign-ins');
  });
});

describe('a denial', () => {
  it('is final and says why', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    expect((await device.deny(challengeId, 'mistake')).body).toEqual({ challengeId, status: 'denied' });
    expect((await read(client, challengeId)).body).toMatchObject({ status: 'denied', reason: 'mistake' });
    const late = await device.approve(challengeId, matchCode);
    expect([late.status, late.body.code]).toEqual([409, 'CHALLENGE_CLOSED']);
    expect((await read(client, challengeId)).body.status).toBe('denied');
  });

  it('closes the other open challenges of the user', async () => {
    const { userId, device } = await newUser();
    const [first, second] = [await startPush(client, userId), await startPush(client, userId)];
    await device.deny(first.challengeId, 'mistake');
    expect((await read(client, second.challengeId)).body).toMatchObject({ status: 'denied', reason: 'other_denied' });
    expect((await device.pull()).body.challenges).toEqual([]);
  });

  it('as a mistake lets the next push through', async () => {
    const { userId, device } = await newUser();
    await device.deny((await startPush(client, userId)).challengeId, 'mistake');
    expect((await tryPush(client, userId)).status).toBe(201);
  });

  it('with not_me stops pushes until the next right code, whatever is wrong in between', async () => {
    const { userId, device } = await newUser();
    await device.deny((await startPush(client, userId)).challengeId, 'not_me');
    const stopped = await tryPush(client, userId);
    expect([stopped.status, stopped.body.code]).toEqual([422, 'PUSH_STOPPED']);
    const { pin: otpCode, correlationId } = await newPin(client, userId);
    await client.validateOtp({ userId, correlationId, otpCode: wrongCode(otpCode) });
    expect((await tryPush(client, userId)).body.code).toBe('PUSH_STOPPED');
    expect((await client.validateOtp({ userId, correlationId, otpCode })).status).toBe(200);
    expect((await tryPush(client, userId)).status).toBe(201);
  });

  it('with not_me is lifted by an administrator too, for users who have no other factor', async () => {
    const { userId, device } = await newUser();
    await device.deny((await startPush(client, userId)).challengeId, 'not_me');
    await client.unlock(userId);
    expect((await tryPush(client, userId)).status).toBe(201);
  });
});

describe('wrong digits', () => {
  it('are refused, and the right ones still count after them', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    const wrong = await device.approve(challengeId, wrongCode(matchCode));
    expect([wrong.status, wrong.body.code]).toEqual([422, 'OTP_INVALID']);
    const missing = await device.approve(challengeId);
    expect([missing.status, missing.body.code]).toEqual([422, 'OTP_INVALID']);
    expect((await read(client, challengeId)).body.status).toBe('pending');
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
  });

  it('count in the same counter as PINs: together they lock the user for both', async () => {
    const { userId, device } = await newUser();
    const { pin, correlationId } = await newPin(client, userId);
    const { challengeId, matchCode } = await startPush(client, userId);
    for (let tries = 0; tries < 5; tries++) {
      await device.approve(challengeId, wrongCode(matchCode));
      await client.validateOtp({ userId, correlationId, otpCode: wrongCode(pin) });
    }
    const push = await device.approve(challengeId, matchCode);
    expect([push.status, push.body.code]).toEqual([422, 'USER_LOCKED']);
    expect(push.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await client.validateOtp({ userId, correlationId, otpCode: pin })).body.minorCode).toBe('USER_LOCKED');
    expect((await tryPush(client, userId)).body.code).toBe('USER_LOCKED');
    expect((await device.deny(challengeId, 'not_me')).status).toBe(200);
  });

  it('are forgotten after a right answer, like the pushes that were sent', async () => {
    const { userId, device } = await newUser();
    for (let round = 0; round < 7; round++) {
      const { challengeId, matchCode } = await startPush(client, userId);
      await device.approve(challengeId, wrongCode(matchCode));
      await device.approve(challengeId, wrongCode(matchCode));
      expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    }
  });

  it('may be typed in full width and with a blank when they are right', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    const wide = [...matchCode].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    expect((await device.approve(challengeId, `${wide.slice(0, 3)} ${wide.slice(3)}`)).status).toBe(200);
  });
});

describe('where the settings ask for no digits', () => {
  it('there are none to show, and an approval needs none', async () => {
    const { userId, device } = await newUser();
    const { status, body } = await tryPush(client, userId, { appName: 'plain' });
    expect([status, Object.keys(body)]).toEqual([201, ['challengeId', 'expiresAt']]);
    expect((await device.pull()).body.challenges).toMatchObject([{ needsMatchCode: false }]);
    expect((await device.approve(String(body.challengeId))).status).toBe(200);
  });
});

describe('a push that cannot be', () => {
  it('is refused for a user without a device', async () => {
    await putUser({ userId: 'no-device' }, 'a-password');
    const answer = await tryPush(client, 'no-device');
    expect([answer.status, answer.body.code]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
  });

  it('is refused where the settings switch push off', async () => {
    const { userId } = await newUser();
    const answer = await tryPush(client, userId, { appName: 'off' });
    expect([answer.status, answer.body.code]).toEqual([422, 'FACTOR_DISABLED']);
  });

  it('is refused for a user who does not exist', async () => {
    const answer = await tryPush(client, 'nobody');
    expect([answer.status, answer.body.code]).toEqual([404, 'USER_UNKNOWN']);
  });

  it('is refused when the sending budget is spent, on which PINs draw too', async () => {
    const { userId } = await newUser();
    await newPin(client, userId);
    await newPin(client, userId);
    for (let push = 0; push < 3; push++) await startPush(client, userId);
    const answer = await tryPush(client, userId);
    expect([answer.status, answer.body.code]).toEqual([422, 'SEND_LIMIT_EXCEEDED']);
    expect((await client.createOtp({ userId })).body.minorCode).toBe('SEND_LIMIT_EXCEEDED');
  });

  it.each([
    [{ userId: 'alice' }, 'FIELD_MISSING'],
    [{ userId: 'alice', appName: 'demo', context: { action: 'x'.repeat(129) } }, 'FIELD_INVALID'],
    [{ userId: 'alice', appName: 'demo', context: { action: 'a\u202eb' } }, 'FIELD_INVALID'],
    [{ userId: 'alice', appName: 'demo', context: { password: 'x' } }, 'FIELD_UNKNOWN'],
  ])('is refused for the body %j', async (body, code) => {
    const answer = await client.call('POST', '/mfa/v1/push-challenges', { as: CLIENT, body });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });
});

describe('the link of an enrolment code', () => {
  it('is a whole address of this service, which opens the page with the code', async () => {
    const path = '/mfa/v1/users/alice/device-enrolments?appName=demo';
    const { status, body } = await client.call('POST', path, { as: CLIENT });
    expect(status, JSON.stringify(body)).toBe(201);
    const { origin, pathname, hash } = new URL(String(body.link));
    expect([pathname, hash]).toEqual(['/mfa/device', `#code=${body.enrolmentCode}`]);
    const page = await fetch(String(body.link));
    expect([origin, page.status]).toEqual([new URL(client.service.url).origin, 200]);
  });
});
