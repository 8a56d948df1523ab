/** What an application is told of a visit to the pages that proved nothing: one word for each thing that it can do next. */

import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ADMIN, newPin, type OtpClient, SECRET_KEY, startClient, wrongCode } from './client.ts';
import { openPages, type PageBrowser } from './page-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());
afterEach(() => vi.useRealTimers());

async function person(userId: string, mail?: string): Promise<void> {
  await putUser({ userId, ...(mail === undefined ? {} : { attributes: { mail } }) }, 'a-long-password');
}

async function lockOut(userId: string): Promise<void> {
  const { pin, correlationId } = await newPin(client, userId);
  for (let tries = 0; tries < 10; tries++) await client.validateOtp({ userId, correlationId, otpCode: wrongCode(pin) });
}

async function leave(browser: PageBrowser): Promise<[status: number, code: unknown]> {
  expect((await browser.post(undefined, { act: 'cancel' })).status).toBe(303);
  const { status, body } = await browser.result();
  return [status, body.code];
}

test('who could go on and turns back has cancelled', async () => {
  await person('turns-back', 'turns-back@example.com');
  expect(await leave(await openPages(client, 'turns-back'))).toEqual([422, 'SESSION_CANCELLED']);
});

test('who has no factor at all is to be led to his first one', async () => {
  await person('has-nothing');
  expect(await leave(await openPages(client, 'has-nothing'))).toEqual([422, 'FACTOR_NOT_ENROLLED']);
});

test('who turns back from making his first factor has cancelled', async () => {
  await person('not-now');
  expect(await leave(await openPages(client, 'not-now', { purpose: 'enrol' }))).toEqual([422, 'SESSION_CANCELLED']);
});

test('who is on the pages is still there, and nothing is spent', async () => {
  await person('still-there', 'still-there@example.com');
  const browser = await openPages(client, 'still-there');
  for (let asked = 0; asked < 2; asked++) {
    const { status, body } = await browser.result();
    expect([status, body.code]).toEqual([409, 'SESSION_UNFINISHED']);
  }
});

test('who was signed out everywhere comes back no more, so nobody waits for him', async () => {
  await person('signed-out', 'signed-out@example.com');
  const browser = await openPages(client, 'signed-out');
  await client.call('POST', '/mfa/v1/users/signed-out/sign-out', { as: ADMIN });
  const { status, body } = await browser.result();
  expect([status, body.code]).toEqual([422, 'SESSION_EXPIRED']);
});

test('who is locked when he comes is locked, and not one who is still there', async () => {
  await person('locked-before', 'locked-before@example.com');
  await lockOut('locked-before');
  expect(await leave(await openPages(client, 'locked-before'))).toEqual([422, 'USER_LOCKED']);
});

test('who has a factor that the settings have switched off cannot be led to a first one', async () => {
  await person('switched-off', 'switched-off@example.com');
  await confirmKey('switched-off');
  await client.settings({ Totp_Enabled: false, Email_Enabled: false });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
  expect(await leave(await openPages(client, 'switched-off'))).toEqual([422, 'SESSION_DENIED']);
});

/** An authenticator app that was connected and has shown a right code. */
async function confirmKey(userId: string): Promise<void> {
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-long-password` });
  const otpCode = generateSync({ secret: String(body.secret_key), epoch: Math.floor(Date.now() / 1000) });
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  const verdict = await client.validateOtp({ userId, correlationId, deliveryChannel: 'totp', otpCode });
  expect([verdict.status, verdict.body.minorCode]).toEqual([200, undefined]);
}

test('where nothing more is sent, the page of the last code still takes it', async () => {
  await client.settings({});
  // Time does not go back for what was remembered, so this stands last.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
  await person('sends-much', 'sends-much@example.com');
  const browser = await openPages(client, 'sends-much');
  for (let sent = 0; sent < 6; sent++) {
    const { headers } = await browser.post('email', { act: 'send', once: `send-${sent}` });
    expect(headers.get('location')).toMatch(new RegExp(`^/mfa/s/${browser.sessionId}/email`));
    vi.setSystemTime(Date.now() + 31_000);
  }
  expect(await (await browser.get('email')).text()).toContain('name="code"');
});
