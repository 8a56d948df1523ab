/**
 * The attack: whoever has a password, or one weak factor, lends the session a stronger one. A key that the password
 * alone made is typed on a page that asks for an authenticator; a mailed code is sent to the step of text messages.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { askToken } from '../http/token-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

/** A mailed code, as it is typed. */
async function mailedCode(browser: PageBrowser, address: string): Promise<Record<string, string>> {
  await browser.post('email', { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list(address)[0]?.text ?? '')?.[0] ?? '';
  expect(code).not.toBe('');
  return { act: 'check', code };
}

test.each(['verify', 'enrol'])(
  'a key that a stolen password made proves nothing on the pages (%s)',
  async (purpose) => {
    const { body } = await client.call('POST', SECRET_KEY, { as: 'bob:bob-password' });
    const browser = await openPages(client, 'bob', { purpose });
    await browser.post('totp', { act: 'check', code: generateSync({ secret: String(body.secret_key) }) });
    expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
    // The thief would now change the address; without a proof he is led back to the start.
    expect((await browser.get('add-email')).status).toBe(303);
  },
);

test('a mailed code is no text message: the step of the other way refuses it', async () => {
  const browser = await openPages(client, 'alice');
  const mailed = await mailedCode(browser, 'alice@example.com');
  await browser.post('sms', mailed);
  expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
  await browser.post('email', mailed);
  expect((await browser.result()).status).toBe(200);
});

test('nor at the token endpoint or by validateOTP, for a user who has had a device since', async () => {
  await putUser({ userId: 'late' }, 'late-password');
  const { body } = await client.call('POST', SECRET_KEY, { as: 'late:late-password' });
  await enrolDevice(client, 'late');
  const otp_code = generateSync({ secret: String(body.secret_key) });
  const form = { grant_type: 'PASSWORD', username: 'late', password: 'late-password', otp_code };
  expect(await askToken(client, form)).toMatchObject({ status: 400, body: { errorCode: 'FACTOR_NOT_ENROLLED' } });
  const late = { userId: 'late', deliveryChannel: 'totp' };
  // What stood there when the device was begun has ended with that.
  const asked = await client.createOtp(late);
  expect([asked.status, asked.body.minorCode]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
  const answer = await client.validateOtp({ ...late, correlationId: 'none', otpCode: otp_code });
  expect([answer.status, answer.body.minorCode]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
});

test('a user who stopped the pushes of a thief has a device still: the thief may enrol nothing', async () => {
  await putUser({ userId: 'asked' }, 'asked-password');
  const enrols = async () => {
    const browser = await openPages(client, 'asked', { purpose: 'enrol' });
    return (await browser.get('add-totp')).status;
  };
  expect(await enrols()).toBe(200);
  await enrolDevice(client, 'asked');
  const credentials = dynamodbCredentials(openTable('sekisho'));
  await credentials.createWithPush({ domain: 'DefaultDomain', userId: 'asked' }, Date.now(), { alsoUnmarked: true });
  await credentials.stopPushes({ domain: 'DefaultDomain', userId: 'asked' });
  expect(await enrols()).toBe(303);
});
