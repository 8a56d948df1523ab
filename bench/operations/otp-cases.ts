import { type Case, call } from './case.ts';
import { CLIENT, type World } from './world.ts';

const MFA = '/oam/services/rest/auth/api/v1/mfa';

const otp = ({ client }: World, what: string, body: object, headers: Record<string, string> = {}) =>
  client.ask('POST', `${MFA}/${what}`, { as: CLIENT, headers, body: { appName: 'demo', ...body } });

/** Somebody to whom a PIN was sent before, as nearly everybody is. */
async function known(world: World): Promise<string> {
  const userId = await world.freshUser();
  await otp(world, 'createOTP', { userId, deliveryChannel: 'custom' });
  return userId;
}

const create = (what: string, deliveryChannel: string, headers: Record<string, string> = {}): Case =>
  call(what, async (world) => {
    const userId = await known(world);
    return () => otp(world, 'createOTP', { userId, deliveryChannel }, headers);
  });

const validatePin = (what: string, change: (pin: string) => string): Case =>
  call(what, async (world) => {
    const userId = await world.freshUser();
    const { body } = await otp(world, 'createOTP', { userId, deliveryChannel: 'custom' });
    const { correlationId, minorCode = '' } = body;
    const request = { appName: 'demo', userId, correlationId, otpCode: change(minorCode) };
    const options = { as: CLIENT, body: request, mayRefuse: what === 'a wrong PIN' };
    return () => world.client.ask('POST', `${MFA}/validateOTP`, options);
  });

export const OTP_CASES: readonly Case[] = [
  create('a PIN, handed to the caller', 'custom'),
  create('a PIN by e-mail', 'email'),
  create('a PIN by e-mail, with an Idempotency-Key', 'email', { 'idempotency-key': 'once' }),
  create('a PIN by SMS', 'sms'),
  call('for the code of an authenticator app', async (world) => {
    const { userId } = await world.withKey();
    return () => otp(world, 'createOTP', { userId, deliveryChannel: 'totp' });
  }),
  validatePin('a right PIN', (pin) => pin),
  validatePin('a wrong PIN', (pin) => (pin === '000000' ? '000001' : '000000')),
  call('the code of an authenticator app', async (world) => {
    const { userId, code } = await world.withKey();
    const { body } = await otp(world, 'createOTP', { userId, deliveryChannel: 'totp' });
    const { correlationId } = body;
    return () => otp(world, 'validateOTP', { userId, correlationId, otpCode: code, deliveryChannel: 'totp' });
  }),
];
