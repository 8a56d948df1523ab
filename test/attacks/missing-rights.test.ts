/**
 * The attacker holds the account of a client that may ask for codes, and uses what clients of the original could do by
 * being clients: send a victim's code to an address of his own, get an enrolment code for the victim and register his own
 * phone, have the PIN handed back, or reach users of another identity domain. Each is a right of its own, which nobody has
 * by default (NIST SP 800-63B-4 3.1.3.2 for the address); the preset `oam` gives back what the original had, and says so.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type Answer, CREATE, type OtpClient, startClient, VALIDATE } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { CHALLENGES } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { SESSIONS } from '../http/session-client.ts';
import { DOMAINS } from '../http/token-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  for (const name of ['Old', 'New']) {
    expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name } })).status).toBe(200);
    await putUser({ userId: 'vera', attributes: { mail: 'vera@example.com' } }, 'vera-password', name);
  }
  await client.call('PUT', '/mfa/v1/domains/Old/settings', { as: ADMIN, body: { Preset: 'oam' } });
  await putUser({ userId: 'vera', attributes: { mail: 'vera@example.com' } }, 'vera-password');
  await putUser({ userId: 'tiny', groups: ['OTPRestUserGroup'] }, 'tiny-secret');
  const groups = ['OTPAddressOverrideGroup', 'DeviceEnrolmentGroup', 'OTPReceivePinGroup', 'OTPOtherDomainsGroup'];
  await putUser({ userId: 'grand', groups: ['OTPRestUserGroup', ...groups] }, 'grand-secret');
  await putUser({ userId: 'mighty', groups: ['OTPRestUserGroup'] }, 'mighty-secret');
  await register(client, ['plain'], { clients: ['tiny', 'grand'] });
  const rights = ['address-override', 'device-enrolment', 'receive-pins', 'other-domains'] as const;
  await register(client, ['mighty'], { clients: ['mighty'], rights });
  pass(31_000);
});
afterAll(() => client.service.close());

type Call = (as: string, appName: string) => Promise<Answer>;
const otp =
  (fields: object): Call =>
  (as, appName) =>
    client.call('POST', CREATE, { as, body: { userId: 'vera', deliveryChannel: 'email', appName, ...fields } });
const enrol =
  (query: string): Call =>
  (as, appName) =>
    client.call('POST', `/mfa/v1/users/vera/device-enrolments?appName=${appName}${query}`, { as });
const post =
  (path: string, fields: object): Call =>
  (as, appName) =>
    client.call('POST', path, { as, body: { userId: 'vera', appName, ...fields } });

const NEEDING: readonly [what: string, call: Call, code: string][] = [
  ['an e-mail address of his own', otp({ email: 'thief@evil.example' }), 'RIGHT_MISSING'],
  ['a phone number of his own', otp({ deliveryChannel: 'sms', phone: '+819077770000' }), 'RIGHT_MISSING'],
  [
    'an address on a channel that does not send',
    otp({ deliveryChannel: 'totp', email: 'a@b.example' }),
    'RIGHT_MISSING',
  ],
  ['the PIN itself', otp({ deliveryChannel: 'none' }), 'PIN_RECEIPT_NOT_ALLOWED'],
  ['the PIN itself, to deliver it', otp({ deliveryChannel: 'custom' }), 'PIN_RECEIPT_NOT_ALLOWED'],
  ['an enrolment code for a device', enrol(''), 'RIGHT_MISSING'],
  ['a code for a user of another domain', otp({ idStore: 'New' }), 'RIGHT_MISSING'],
  ['an enrolment code of another domain', enrol('&idStore=New'), 'RIGHT_MISSING'],
  ['a push in another domain', post(CHALLENGES, { idStore: 'New' }), 'RIGHT_MISSING'],
  ['a session in another domain', post(SESSIONS, { idStore: 'New', returnUrl: 'http://x/' }), 'RIGHT_MISSING'],
  [
    'a check in another domain',
    post(VALIDATE, { idStore: 'New', correlationId: 'x', otpCode: '000000' }),
    'RIGHT_MISSING',
  ],
];

describe('a client without rights', () => {
  test.each(NEEDING)('that asks for %s is refused', async (_what, call, code) => {
    client.service.aws?.inbox.clear();
    const { status, body } = await call('tiny:tiny-secret', 'plain');
    expect([body.code ?? body.minorCode, status < 300]).toEqual([code, false]);
    expect(client.service.aws?.inbox.list()).toEqual([]);
  });

  test('is sent nowhere but to the address of the directory', async () => {
    expect((await otp({})('tiny:tiny-secret', 'plain')).status).toBe(200);
    expect(client.service.aws?.inbox.list().map(({ to }) => to)).toEqual(['vera@example.com']);
  });
});

describe.each([
  ['groups', 'grand:grand-secret', 'plain'],
  ['the application', 'mighty:mighty-secret', 'mighty'],
])('a client that has all rights by %s', (_by, as, appName) => {
  test.each(NEEDING)('may ask for %s', async (_what, call, code) => {
    const { body } = await call(as, appName);
    expect(body.code ?? body.minorCode).not.toBe(code);
  });

  test('has those of the application only while it acts for it', async () => {
    const { body } = await otp({ email: 'thief@evil.example' })('mighty:mighty-secret', 'free');
    expect(body.minorCode).toBe('RIGHT_MISSING');
  });
});

describe('where the users’ domain has the preset oam', () => {
  test('clients name addresses and reach it, as in the original', async () => {
    const asked = otp({ idStore: 'Old', email: 'elsewhere@example.org' });
    expect((await asked('tiny:tiny-secret', 'plain')).status).toBe(200);
  });

  test.each([
    ['an enrolment code', enrol('&idStore=Old'), 'RIGHT_MISSING'],
    ['the PIN', otp({ idStore: 'Old', deliveryChannel: 'none' }), 'PIN_RECEIPT_NOT_ALLOWED'],
  ])('%s needs its right all the same', async (_what, call, code) => {
    const { body } = await call('tiny:tiny-secret', 'plain');
    expect(body.code ?? body.minorCode).toBe(code);
  });
});

test('an application of another domain cannot be given the right to leave it', async () => {
  await putUser({ userId: 'new-app', groups: ['OTPRestUserGroup'] }, 'new-secret', 'New');
  const body = { clients: ['new-app'], rights: ['other-domains'] };
  const answer = await client.call('PUT', '/mfa/v1/applications/news?domain=New', { as: ADMIN, body });
  expect([answer.status, answer.body.code]).toEqual([422, 'FIELD_INVALID']);
});
