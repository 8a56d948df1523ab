/** After a sign-in: a person whose factors hang on one thing is asked for another one, can put it off, or adds it there. */
import { decodeJwt } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { addPasskey, openPages, type PageBrowser } from './page-client.ts';
import { addTotp } from './passkey-owner.ts';
import { enrolDevice } from './push-client.ts';
import { putUser } from './put-user.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let client: OtpClient;
let secret: string;
let userId = '';
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['strict']);
  await client.settings({ 'strict.SecondFactorRequired': true });
  holdClock();
});
afterAll(() => client.service.close());

/** With an authenticator app and nothing else. */
beforeEach(async () => {
  people += 1;
  userId = `one-way-${people}`;
  await putUser({ userId, language: 'en' }, 'a-password');
  secret = await addTotp(await openPages(client, userId, { purpose: 'enrol' }));
});

/** Proves the app; where the browser is led then. */
async function signIn(appName = 'demo'): Promise<{ browser: PageBrowser; next: string }> {
  const browser = await openPages(client, userId, { appName });
  pass(30_000);
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  const answer = await browser.post('totp', { act: 'check', code });
  return { browser, next: answer.headers.get('location') ?? '' };
}

const leadsTo = async (answer: Promise<Response>): Promise<string> => (await answer).headers.get('location') ?? '';
const pageOf = async (browser: PageBrowser): Promise<string> => (await browser.get()).text();

test('is asked with one sentence, puts it off, and is led to the application, now and for a week at once', async () => {
  const { browser, next } = await signIn();
  expect(next).toBe(`/mfa/s/${browser.sessionId}`);
  const page = await pageOf(browser);
  expect(page).toContain('Everything that you sign in with is on one phone');
  expect(page).toContain('add-passkey');
  expect((await browser.result()).body.code, 'not before he goes on').toBe('SESSION_UNFINISHED');
  expect(await leadsTo(browser.post(undefined, { act: 'later' }))).toContain('/demo/return');
  expect((await browser.result()).status).toBe(200);
  pass(7 * DAY_MS - 60_000);
  expect((await signIn()).next).toContain('/demo/return');
  pass(120_000);
  expect((await signIn()).next).not.toContain('/demo/return');
});

test('adds a passkey there, which is no part of the proof, and goes on', async () => {
  const { browser } = await signIn();
  await addPasskey(client, browser);
  expect(await pageOf(browser)).toContain('two methods that aren’t on one device');
  expect(await leadsTo(browser.post(undefined, { act: 'finish' }))).toContain('/demo/return');
  expect(decodeJwt(String((await browser.result()).body.token))).toMatchObject({ amr: ['otp'] });
  expect((await signIn()).next).toContain('/demo/return');
});

test('a second click on the right code leads to the same page', async () => {
  const browser = await openPages(client, userId);
  pass(30_000);
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  const both = await Promise.all([1, 2].map(() => leadsTo(browser.post('totp', { act: 'check', code }))));
  expect(both).toEqual([`/mfa/s/${browser.sessionId}`, `/mfa/s/${browser.sessionId}`]);
});

test('says that his app is on another device than his phone, and is asked no more', async () => {
  await enrolDevice(client, userId);
  const { browser } = await signIn();
  expect(await pageOf(browser)).toContain('Is your authenticator app on the phone that you sign in with?');
  await browser.post(undefined, { act: 'apart' });
  expect(await pageOf(browser)).toContain('two methods that aren’t on one device');
  await browser.post(undefined, { act: 'finish' });
  expect((await signIn()).next).toContain('/demo/return');
});

test('where it is required, may put it off once for a week; then nothing leads on but a second way', async () => {
  const first = await signIn('strict');
  expect(await leadsTo(first.browser.post(undefined, { act: 'finish' })), 'without a word').not.toContain('/demo/');
  expect(await leadsTo(first.browser.post(undefined, { act: 'later' }))).toContain('/demo/return');
  pass(6 * DAY_MS);
  expect((await signIn('strict')).next).toContain('/demo/return');
  pass(DAY_MS);
  const { browser } = await signIn('strict');
  expect(await pageOf(browser)).not.toContain('value="later"');
  for (const act of ['later', 'finish']) {
    expect(await leadsTo(browser.post(undefined, { act })), act).not.toContain('/demo/return');
  }
  expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
  await addPasskey(client, browser);
  expect(await leadsTo(browser.post(undefined, { act: 'finish' }))).toContain('/demo/return');
});

test.each(['later', 'finish', 'apart'])('without a proof %s changes nothing and leads nowhere', async (act) => {
  const browser = await openPages(client, userId);
  expect(await leadsTo(browser.post(undefined, { act }))).toBe(`/mfa/s/${browser.sessionId}`);
  expect((await signIn()).next).not.toContain('/demo/return');
});
