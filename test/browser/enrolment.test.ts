/** The enrolment pages in a real browser: each factor to the end, who may change what, and who hears of it. */
import { generateSync } from 'otplib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, SECRET_KEY, startClient, wrongCode } from '../http/client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { launchChromium } from './chromium.ts';
import {
  messagesTo,
  newestCode,
  newPerson,
  openSession,
  resultOf,
  returnUrlOf,
  startSession,
  typeCode,
} from './people.ts';

let client: OtpClient;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop'], { returnUrls: [returnUrlOf(client)] });
  await client.settings({ MaxSendAttempts: 0 });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

async function newPage(javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', javaScriptEnabled });
  contexts.push(context);
  return context.newPage();
}

const enrol = (userId: string) => startSession(client, userId, { purpose: 'enrol' });
const title = (page: Page) => page.locator('h1').textContent();
const atReturn = (page: Page) => page.waitForURL((url) => url.pathname === '/health');
const subjects = (to: string) =>
  (client.service.aws?.inbox.list(to) ?? []).map(({ subject, text }) => `${subject}: ${text}`).join('\n');

/** The key as it is shown for typing. */
async function shownKey(page: Page): Promise<string> {
  const shown = (await page.locator('code.key').textContent()) ?? '';
  expect(shown).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  return shown.replaceAll(' ', '');
}

describe.each([true, false])('with JavaScript %s', (javaScriptEnabled) => {
  const open = (page: Page, url: string) => (javaScriptEnabled ? openSession(page, url) : page.goto(url));

  it('an authenticator app is connected, and counts after its first code', async () => {
    const { userId } = await newPerson([]);
    const page = await newPage(javaScriptEnabled);
    const url = await enrol(userId);
    await open(page, url);
    expect(await page.locator('.note').textContent()).toContain('don’t have any yet');
    await page.getByRole('link', { name: 'Authenticator app' }).click();
    await page.getByRole('button', { name: 'Show the setup key' }).click();
    const secret = await shownKey(page);
    const uri = (await page.locator('a[href^="otpauth:"]').getAttribute('href')) ?? '';
    expect(uri).toBe(
      `otpauth://totp/Sekisho:${userId}?secret=${secret}&issuer=Sekisho&algorithm=SHA1&digits=6&period=30`,
    );
    expect(await page.locator('a[href^="oraclemobileauthenticator:"]').count()).toBe(1);
    expect(await page.locator('svg.qr path').getAttribute('d')).toMatch(/^M\d+ \d+h7v1h-7z/);
    await typeCode(page, wrongCode(generateSync({ secret })));
    expect(await page.locator('#error').textContent()).toContain('isn’t right');
    expect(await shownKey(page), 'the same key after a wrong code').toBe(secret);
    await typeCode(page, generateSync({ secret }));
    expect(await page.locator('.good').textContent()).toContain('connected');
    expect(await page.locator('.note:not(.good)').textContent()).toContain('Add a second one');
    await page.getByRole('button', { name: 'Done' }).click();
    await atReturn(page);
    expect(await resultOf(client, url)).toBe('verified');
    // And it is the way in from now on.
    await page.goto(await startSession(client, userId));
    await page.locator('#code').waitFor();
  });

  it('an e-mail address and a phone number count after the code that was sent to them', async () => {
    const { userId, mail, mobile } = await newPerson([]);
    const page = await newPage(javaScriptEnabled);
    await open(page, await enrol(userId));
    await page.getByRole('link', { name: 'E-mail address' }).click();
    await page.locator('#address').fill(mail);
    await page.getByRole('button', { name: 'Send a code' }).click();
    await typeCode(page, newestCode(client, mail));
    expect(await page.locator('.good').textContent()).toContain('confirmed');
    expect(subjects(mail)).toMatch(/have changed: [\s\S]*Added: e-mail address/);
    await page.getByRole('link', { name: 'Phone number' }).click();
    await page.locator('#address').fill(`0${mobile.slice(3)}`);
    await page.getByRole('button', { name: 'Send a code' }).click();
    await typeCode(page, newestCode(client, mobile));
    expect(await page.locator('.mine b').allTextContents()).toEqual(['Text message Just used', 'E-mail Just used']);
    expect(subjects(mail)).toContain('Added: phone number for text messages');
  });
});

describe('a phone', () => {
  it('is connected by the code of the page, which ends its wait by itself', async () => {
    const { userId } = await newPerson([]);
    const page = await newPage();
    await openSession(page, await enrol(userId));
    await page.getByRole('link', { name: /Your phone/ }).click();
    await page.getByRole('button', { name: 'Get a code for the phone' }).click();
    const [address = '', code = ''] = await page
      .locator('code.key')
      .innerText()
      .then((text) => text.split('\n'));
    const phone = await newPage();
    await phone.goto(`${address}#code=${code}`);
    await phone.locator('#enrol button[type=submit]').click();
    await phone.locator('#whose-add').click();
    await phone.locator('#account-list li', { hasText: userId }).waitFor();
    // Whoever has a factor proves it, also the one that was added a moment ago.
    await page.getByRole('heading', { name: 'Verify it’s you' }).waitFor();
    await page.getByRole('button', { name: 'Approve on your phone' }).waitFor();
  });
});

describe('a person who has a factor', () => {
  it('proves it before anything can be added or removed', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    const url = await enrol(userId);
    await openSession(page, url);
    expect(await title(page)).toBe('Verify it’s you');
    for (const step of ['add-totp', 'add-email', 'add-push', 'remove-email', 'remove-sms']) {
      await page.goto(`${url}/${step}`);
      expect(await title(page), step).toBe('Verify it’s you');
    }
    await page.getByRole('button', { name: 'E-mail' }).click();
    await typeCode(page, newestCode(client, mail));
    expect(await title(page)).toBe('Your sign-in methods');
  });

  it('removes one after a question, is told by mail, and keeps the last', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.goto(await enrol(userId));
    await page.getByRole('button', { name: 'E-mail' }).click();
    await typeCode(page, newestCode(client, mail));
    await page.getByRole('link', { name: /Remove: .*5678/ }).click();
    expect(await title(page)).toMatch(/^Remove Text message \(••• 5678\)\?$/);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    expect(await page.locator('.mine b').allTextContents()).toEqual(['E-mail Just used']);
    expect(subjects(mail)).toContain('Removed: phone number for text messages');
    await page.getByRole('link', { name: /Remove: / }).click();
    expect(await page.locator('.lead').textContent()).toContain('Add another one first');
    expect(await page.locator('form button').count()).toBe(0);
  });

  it('removes a phone that was lost', async () => {
    const { userId, mail } = await newPerson(['mail']);
    await enrolDevice(client, userId);
    const page = await newPage();
    await page.goto(await enrol(userId));
    await page.getByRole('button', { name: 'E-mail' }).click();
    await typeCode(page, newestCode(client, mail));
    await page.getByRole('link', { name: /Test phone/ }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    expect(await page.locator('.mine b').allTextContents()).toEqual(['E-mail Just used']);
    expect(subjects(mail)).toContain('Removed: phone that approves sign-ins');
  });
});

describe('an attacker', () => {
  it('cannot confirm one address with the code of another', async () => {
    const { userId, mail } = await newPerson([]);
    const page = await newPage();
    const url = await enrol(userId);
    await page.goto(`${url}/add-email`);
    await page.locator('#address').fill(mail);
    await page.getByRole('button', { name: 'Send a code' }).click();
    const code = newestCode(client, mail);
    // What was sent stands in the session; the address bar and the form say nothing of it.
    await page.goto(`${url}/add-email?to=victim@example.com&other=yes`);
    await page.locator('#address').fill(`other-${mail}`);
    await page.getByRole('button', { name: 'Send a code' }).click();
    await typeCode(page, code);
    expect(await page.locator('#error').textContent()).toContain('isn’t right');
    await page.goto(url);
    expect(await page.locator('.mine').count()).toBe(0);
  });

  it('who knows the password cannot put his own key under the eyes of the person', async () => {
    const { userId } = await newPerson([]);
    const page = await newPage();
    await page.goto(`${await enrol(userId)}/add-totp`);
    await page.getByRole('button', { name: 'Show the setup key' }).click();
    const secret = await shownKey(page);
    const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:password` });
    await page.reload();
    expect(await page.locator('#error').textContent()).toContain('A newer setup key was made');
    expect(await page.locator('code.key').count()).toBe(0);
    expect(body.secret_key).not.toBe(secret);
  });

  it('cannot use an enrolment for anything in a session that is for signing in', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId);
    await openSession(page, url);
    for (const step of ['add-totp', 'add-email', 'remove-email']) {
      await page.goto(`${url}/${step}`);
      expect(await title(page), step).toBe('Verify it’s you');
    }
    expect(messagesTo(client, mail)).toBe(0);
  });
});
