import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newPin, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());
afterEach(async () => {
  await client.unlock('alice');
});

const MINUTE = 60_000;

async function settings(map: Record<string, unknown>): Promise<void> {
  await client.settings(map);
  pass(31_000);
}

async function fail(times: number, userId = 'alice'): Promise<string[]> {
  const codes: string[] = [];
  for (let attempt = 0; attempt < times; attempt++) {
    const { body } = await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
    codes.push(String(body.minorCode));
  }
  return codes;
}

describe('the counter of wrong codes', () => {
  it('locks after MaxAttempts, refuses the right code too and sends nothing', async () => {
    await settings({ MaxAttempts: 3 });
    const { pin, correlationId } = await newPin(client, 'alice');
    expect(await fail(4)).toEqual(['OTP_INVALID', 'OTP_INVALID', 'OTP_INVALID', 'USER_LOCKED']);
    const right = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect([right.status, right.body.minorCode, right.headers.get('retry-after')]).toEqual([422, 'USER_LOCKED', '900']);
    client.service.aws?.inbox.clear();
    for (const deliveryChannel of ['email', 'sms', 'custom', 'totp']) {
      const answer = await client.createOtp({ userId: 'alice', deliveryChannel });
      expect([answer.status, answer.body.minorCode]).toEqual([422, 'USER_LOCKED']);
    }
    expect(client.service.aws?.inbox.list()).toEqual([]);
  });

  it('is not set back by a new PIN, but by a right one', async () => {
    await settings({ MaxAttempts: 3, MaxSendAttempts: 0 });
    await newPin(client, 'alice');
    await fail(2);
    const { pin, correlationId } = await newPin(client, 'alice');
    expect((await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin })).status).toBe(200);
    await newPin(client, 'alice');
    expect(await fail(3)).toEqual(['OTP_INVALID', 'OTP_INVALID', 'OTP_INVALID']);
    await newPin(client, 'bob');
    expect((await client.createOtp({ userId: 'alice' })).body.minorCode).toBe('USER_LOCKED');
  });

  it('counts all factors together', async () => {
    await settings({ MaxAttempts: 4 });
    const enrolled = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    await newPin(client, 'alice');
    await fail(2);
    for (let attempt = 0; attempt < 2; attempt++) {
      await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000', deliveryChannel: 'totp' });
    }
    const otpCode = generateSync({ secret: String(enrolled.body.secret_key), epoch: Math.floor(Date.now() / 1000) });
    const totp = await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode, deliveryChannel: 'totp' });
    expect(totp.body.minorCode).toBe('USER_LOCKED');
    expect(await fail(1)).toEqual(['USER_LOCKED']);
  });

  it('counts an expired PIN and one with another correlation id as wrong', async () => {
    await settings({ MaxAttempts: 2 });
    const { pin, correlationId } = await newPin(client, 'alice');
    const elsewhere = await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: pin });
    pass(300_001);
    const expired = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect([elsewhere.body.minorCode, expired.body.minorCode]).toEqual(['OTP_INVALID', 'OTP_EXPIRED']);
    expect(await fail(1)).toEqual(['USER_LOCKED']);
  });
});

describe('a lock', () => {
  it('ends after its time, each further one lasts twice as long, and its PINs are dead', async () => {
    await settings({ MaxAttempts: 2, pinExpiry: 3_600_000 });
    const { pin, correlationId } = await newPin(client, 'alice');
    await fail(2);
    pass(15 * MINUTE - 1);
    expect(await fail(1)).toEqual(['USER_LOCKED']);
    pass(1);
    const old = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect(old.body.minorCode, 'a PIN from before the lock').toBe('OTP_INVALID');
    expect(await fail(1)).toEqual(['OTP_INVALID']);
    const second = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect(second.headers.get('retry-after')).toBe(String(30 * 60));
    pass(30 * MINUTE);
    const fresh = await newPin(client, 'alice');
    expect(
      (await client.validateOtp({ userId: 'alice', correlationId: fresh.correlationId, otpCode: fresh.pin })).status,
    ).toBe(200);
    await newPin(client, 'alice');
    await fail(2);
    const afterSuccess = await client.createOtp({ userId: 'alice' });
    expect(afterSuccess.headers.get('retry-after'), 'a right code ends the doubling').toBe('900');
  });

  it('is ended by an administrator, and by nobody else', async () => {
    await settings({ MaxAttempts: 1 });
    await newPin(client, 'alice');
    await fail(1);
    const own = await client.call('DELETE', '/mfa/v1/users/alice/lock', { as: 'alice:alice-password' });
    expect([own.status, own.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    expect(await fail(1)).toEqual(['USER_LOCKED']);
    expect((await client.unlock(' ALICE ')).status).toBe(204);
    expect(await fail(1)).toEqual(['OTP_INVALID']);
    expect((await client.unlock('nobody')).status).toBe(404);
    expect((await client.unlock('admin')).status, 'a user without counters').toBe(204);
  });

  it('after 100 wrong codes in a row waits for an administrator, whatever the settings say', async () => {
    await settings({ Preset: 'oam' });
    await newPin(client, 'alice');
    const codes = await fail(101);
    expect(codes.slice(0, 100)).toEqual(Array(100).fill('OTP_INVALID'));
    expect(codes[100]).toBe('USER_LOCKED');
    pass(400 * 24 * 60 * MINUTE);
    const later = await client.createOtp({ userId: 'alice' });
    expect([later.body.minorCode, later.headers.get('retry-after')]).toEqual(['USER_LOCKED', null]);
    await client.unlock('alice');
    expect((await client.createOtp({ userId: 'alice' })).status).toBe(200);
  });

  it('does not exist where LockoutEnabled is false, except for the stop at 100', async () => {
    await settings({ MaxAttempts: 2, LockoutEnabled: false });
    await newPin(client, 'alice');
    expect(new Set(await fail(10))).toEqual(new Set(['OTP_INVALID']));
  });
});

describe('the sending budget', () => {
  it('stops after MaxSendAttempts PINs without a right one, locks nobody, and starts again after its window', async () => {
    await settings({ MaxSendAttempts: 2, SendWindowSeconds: 600 });
    await newPin(client, 'alice');
    const last = await newPin(client, 'alice');
    const third = await client.createOtp({ userId: 'alice' });
    expect([third.status, third.body.minorCode]).toEqual([422, 'SEND_LIMIT_EXCEEDED']);
    pass(599_999);
    expect((await client.createOtp({ userId: 'alice' })).body.minorCode).toBe('SEND_LIMIT_EXCEEDED');
    pass(1);
    const again = await newPin(client, 'alice');
    expect(last.correlationId).not.toBe(again.correlationId);
    expect(
      (await client.validateOtp({ userId: 'alice', correlationId: again.correlationId, otpCode: again.pin })).status,
    ).toBe(200);
  });

  it('is given back by a right code', async () => {
    await settings({ MaxSendAttempts: 2 });
    await newPin(client, 'alice');
    const { pin, correlationId } = await newPin(client, 'alice');
    await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    await newPin(client, 'alice');
    await newPin(client, 'alice');
    expect((await client.createOtp({ userId: 'alice' })).body.minorCode).toBe('SEND_LIMIT_EXCEEDED');
  });

  it('locks where MaxSendAttemptsLockoutEnabled says so, from the next request on', async () => {
    await settings({ MaxSendAttempts: 1, MaxSendAttemptsLockoutEnabled: true });
    const { pin, correlationId } = await newPin(client, 'alice');
    const second = await client.createOtp({ userId: 'alice' });
    expect([second.body.minorCode, second.headers.get('retry-after')]).toEqual(['USER_LOCKED', '900']);
    const right = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect(right.body.minorCode).toBe('USER_LOCKED');
    pass(15 * MINUTE);
    expect((await client.createOtp({ userId: 'alice' })).status).toBe(200);
  });

  it('keeps ResendDelaySeconds between two sends', async () => {
    await settings({ ResendDelaySeconds: 30 });
    await newPin(client, 'alice');
    pass(10_000);
    const early = await client.createOtp({ userId: 'alice' });
    expect([early.status, early.body.minorCode, early.headers.get('retry-after')]).toEqual([
      422,
      'RESEND_TOO_SOON',
      '20',
    ]);
    pass(20_000);
    expect((await client.createOtp({ userId: 'alice' })).status).toBe(200);
  });
});
