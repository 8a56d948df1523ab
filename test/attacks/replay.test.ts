/**
 * The attacker has seen a proof on its way (over a shoulder, in a log, on a broken line) and sends the very same thing
 * again, after its owner or at the same moment (CVE-2019-12887, CVE-2025-6015, better-auth #8067). Everything that
 * proves something once is listed here: made in the right way, accepted the first time, refused each further time.
 */
import { generateKeyPair } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Answer, newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { enrolDevice, enrolmentCode, registration, startPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { sessionClient } from '../http/session-client.ts';
import { askToken, DOMAINS, inDomain, tokensOf } from '../http/token-client.ts';

/** Sends the same proof, to the byte, each time. */
type Use = () => Promise<Answer>;

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await client.settings({ MaxAttempts: 100 });
  const tokenSettings = [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }];
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Shop', tokenSettings } });
  await putUser({ userId: 'shop', groups: ['OAuthClients'] }, 'shop-secret', 'Shop');
  await putUser({ userId: 'plain' }, 'plain-password', 'Shop');
  pass(31_000);
});
afterAll(() => client.service.close());

async function newUser(): Promise<string> {
  users += 1;
  const userId = `owner-${users}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

async function pin(): Promise<Use> {
  const userId = await newUser();
  const sent = await newPin(client, userId);
  return () => client.validateOtp({ userId, otpCode: sent.pin, correlationId: sent.correlationId });
}

/** The first code of a new key, which confirms it. */
async function firstAuthenticatorCode(): Promise<Use> {
  const userId = await newUser();
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  return codeOf(userId, String(body.secret_key));
}

async function authenticatorCode(): Promise<Use> {
  const userId = await newUser();
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  await (await codeOf(userId, String(body.secret_key)))();
  pass(30_000);
  return codeOf(userId, String(body.secret_key));
}

async function codeOf(userId: string, secret: string): Promise<Use> {
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  return () => client.validateOtp({ userId, otpCode, correlationId, deliveryChannel: 'totp' });
}

async function authenticatorCodeForToken(): Promise<Use> {
  const userId = await newUser();
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  const otp_code = generateSync({ secret: String(body.secret_key), epoch: Math.floor(Date.now() / 1000) });
  return () => askToken(client, { grant_type: 'PASSWORD', username: userId, password: 'a-password', otp_code });
}

async function pushAnswer(): Promise<Use> {
  const userId = await newUser();
  const device = await enrolDevice(client, userId);
  const { challengeId, matchCode } = await startPush(client, userId);
  const jws = await device.sign('answer', { challengeId, answer: 'approve', matchCode });
  return () => device.send(challengeId, jws);
}

async function sessionResult(): Promise<Use> {
  const sessions = sessionClient(client);
  const id = await sessions.proven('totp', { userId: await newUser() });
  return () => sessions.result(id);
}

async function refreshToken(): Promise<Use> {
  const shop = { as: 'shop:shop-secret', headers: inDomain('Shop') };
  const password = { grant_type: 'PASSWORD', username: 'plain', password: 'plain-password' };
  const { refresh } = await tokensOf(client, password, shop);
  return () => askToken(client, { grant_type: 'REFRESH_TOKEN', refresh_token: refresh }, shop);
}

async function deviceRegistration(): Promise<Use> {
  const code = await enrolmentCode(client, await newUser());
  const jws = await registration(await generateKeyPair('ES256', { extractable: true }), { code });
  return () => client.call('POST', '/mfa/v1/devices', { body: { registration: jws } });
}

const PROOFS = [
  pin,
  firstAuthenticatorCode,
  authenticatorCode,
  authenticatorCodeForToken,
  pushAnswer,
  sessionResult,
  refreshToken,
  deviceRegistration,
];

describe.each(PROOFS.map((make) => [make.name, make] as const))('%s', (_name, make) => {
  it('is refused when it comes again', async () => {
    const use = await make();
    const first = await use();
    expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
    for (let again = 0; again < 3; again++) {
      const { status, body } = await use();
      expect([400, 404, 409, 410, 422], JSON.stringify(body)).toContain(status);
    }
  });

  it('is accepted once when it comes twenty times at once', async () => {
    const use = await make();
    const answers = await Promise.all(Array.from({ length: 20 }, use));
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });
});
