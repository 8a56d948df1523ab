/**
 * An attacker who is about to be locked asks for a new PIN, or for one on another channel, for another application or
 * session, hoping that the counter starts again (NIST SP 800-63B-4 3.1.3.2: a new secret shall not reset the count).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { rights: ['address-override'] });
  holdClock();
  await client.settings({ MaxAttempts: 10, MaxSendAttempts: 0 });
  pass(31_000);
});
afterAll(() => client.service.close());

it('no way of asking for another code sets the counter back', async () => {
  const resends = [
    () => newPin(client, 'alice'),
    () => client.createOtp({ userId: 'alice', deliveryChannel: 'email' }),
    () => client.createOtp({ userId: 'alice', deliveryChannel: 'sms' }),
    () => client.createOtp({ userId: 'alice', appName: 'another' }),
    () => client.createOtp({ userId: 'alice', sessionId: 'another' }),
    () => client.createOtp({ userId: 'alice', deliveryChannel: 'email', email: 'x@bounce.invalid' }),
    () => client.call('POST', SECRET_KEY, { as: 'alice:alice-password' }),
    () => client.createOtp({ userId: 'alice', deliveryChannel: 'totp' }),
  ];
  const codes = [];
  await newPin(client, 'alice');
  for (let attempt = 0; attempt < 11; attempt++) {
    await resends[attempt % resends.length]?.();
    const { body } = await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' });
    codes.push(body.minorCode);
  }
  expect(codes).toEqual([...Array(10).fill('OTP_INVALID'), 'USER_LOCKED']);
});
