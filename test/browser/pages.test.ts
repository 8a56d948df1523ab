/** The hosted pages in a real browser: every factor to the end, and what people and attackers do on the way. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient, wrongCode } from '../http/client.ts';
import { enrolDevice, type TestDevice } from '../http/push-client.ts';
import { launchChromium } from './chromium.ts';
import {
  messagesTo,
  newAuthenticator,
  newestCode,
  newPerson,
  openSession,
  type Person,
  resultOf,
  returnUrlOf,
  startSession,
  typeCode,
} from './people.ts';

let client: OtpClient;
let browser: Browser;
const contexts: BrowserContext[] = [];
const HOSTILE = '"><img src=x onerror=alert(1)> 関所 🏯';

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop', 'strict', 'silent', 'hostile'], { returnUrls: [returnUrlOf(client)] });
  await client.settings({
    MaxSendAttempts: 0,
    'strict.MaxAttempts': 2,
    'silent.VerboseOutput': false,
    'hostile.PageName': HOSTILE,
  });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

/** A new browser. What its pages log as an error, or refuse because of their policy, fails the test that asked. */
async function newPage(options: BrowserContextOptions = {}): Promise<Page & { faults: string[] }> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) faults.push(message.text());
  });
  return Object.assign(page, { faults });
}

const choose = (page: Page, name: string) =>
  page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();
const title = (page: Page) => page.locator('h1').textContent();
const note = (page: Page) => page.locator('#error').textContent();
const atReturn = (page: Page) => page.waitForURL((url) => url.pathname === '/health');

async function openChallenge(device: TestDevice): Promise<string> {
  const { challenges } = (await device.pull()).body as unknown as { challenges: { challengeId: string }[] };
  return challenges[0]?.challengeId ?? 'none';
}

async function approve(device: TestDevice, page: Page): Promise<void> {
  const digits = (await page.locator('.digits [aria-hidden]').allTextContents()).join('');
  const answer = await device.approve(await openChallenge(device), digits);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
}

/** A new person whose browser waits for the answer of his phone. */
async function waitForPush(options: BrowserContextOptions) {
  const { userId } = await newPerson();
  const device = await enrolDevice(client, userId);
  const page = await newPage(options);
  const url = await startSession(client, userId);
  await page.goto(url);
  await choose(page, 'Approve on your phone');
  await page.locator('.digits').waitFor();
  return { page, url, device };
}

/** Each factor: what brings it about, and how the person finishes it. */
const FACTORS: Readonly<Record<string, (page: Page, person: Person) => Promise<void>>> = {
  async email(page, { mail }) {
    await choose(page, 'E-mail');
    await typeCode(page, newestCode(client, mail));
  },
  async sms(page, { mobile }) {
    await choose(page, 'Text message');
    await typeCode(page, newestCode(client, mobile));
  },
  async totp(page, person) {
    const codeAt = await newAuthenticator(client, person);
    await page.reload();
    await choose(page, 'Authenticator app');
    await typeCode(page, codeAt());
  },
};

describe.each([true, false])('with JavaScript %s', (javaScriptEnabled) => {
  it.each(Object.keys(FACTORS))('%s proves who one is', async (factor) => {
    const person = await newPerson();
    const page = await newPage({ javaScriptEnabled });
    const url = await startSession(client, person.userId, { state: 'a-state' });
    await (javaScriptEnabled ? openSession(page, url) : page.goto(url));
    await FACTORS[factor]?.(page, person);
    await atReturn(page);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      session_id: url.slice(url.lastIndexOf('/') + 1),
      state: 'a-state',
    });
    expect(await resultOf(client, url)).toBe('verified');
    expect(page.faults).toEqual([]);
  });

  it('push proves who one is', async () => {
    const { page, url, device } = await waitForPush({ javaScriptEnabled });
    await approve(device, page);
    // Without a script the page looks again by itself, and a person presses the button.
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
    await atReturn(page);
    expect(await resultOf(client, url)).toBe('verified');
    expect(page.faults).toEqual([]);
  });

  it('a push that is refused on the phone ends the session', async () => {
    const { page, url, device } = await waitForPush({ javaScriptEnabled });
    await device.deny(await openChallenge(device), 'not_me');
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Sign-in refused' }).waitFor();
    await expect.poll(() => resultOf(client, url)).toBe('SESSION_DENIED');
  });
});

describe('a code', () => {
  it('that is wrong leads back to the same page, with a message and the focus in the field', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await choose(page, 'E-mail');
    await typeCode(page, wrongCode(newestCode(client, mail)));
    expect(await note(page)).toContain('isn’t right');
    expect(await page.title()).toMatch(/^Error: /);
    const field = page.locator('#code');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect([await field.getAttribute('aria-invalid'), await field.inputValue()]).toEqual(['true', '']);
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
  });

  it('may be pasted with blanks and in wide digits', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await choose(page, 'E-mail');
    const code = newestCode(client, mail);
    const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    await page.locator('#code').fill(`${wide.slice(0, 3)} ${wide.slice(3)}`);
    expect(await page.locator('#code').inputValue()).toBe(code);
    await page.keyboard.press('Enter');
    await atReturn(page);
  });

  it('of a clock that is off says by how much, and is not accepted', async () => {
    const person = await newPerson();
    const codeAt = await newAuthenticator(client, person);
    const page = await newPage();
    const url = await startSession(client, person.userId);
    await page.goto(`${url}/totp`);
    await typeCode(page, codeAt(150_000));
    expect(await note(page)).toMatch(/3 minutes fast/);
    await typeCode(page, codeAt(-210_000));
    expect(await note(page)).toMatch(/4 minutes slow/);
    expect(await resultOf(client, url)).toBe('SESSION_UNFINISHED');
    await typeCode(page, codeAt());
    await atReturn(page);
  });

  it('says nothing of why it was refused where the settings do not allow it', async () => {
    const person = await newPerson();
    const codeAt = await newAuthenticator(client, person);
    const page = await newPage();
    await page.goto(`${await startSession(client, person.userId, { appName: 'silent' })}/totp`);
    await typeCode(page, codeAt(150_000));
    expect(await note(page)).toBe('That didn’t work. Please try again.');
  });

  it('can be sent again after a moment that is counted down', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.clock.install();
    await page.goto(await startSession(client, userId));
    await choose(page, 'E-mail');
    const again = page.locator('button[data-wait-ms]');
    expect(await again.textContent()).toMatch(/^Send a new code in (30|29) s$/);
    expect(await again.isDisabled()).toBe(true);
    await page.clock.fastForward(31_000);
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await expect.poll(() => messagesTo(client, mail)).toBe(2);
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
  });

  it('locks after too many wrong ones, and the page says until when', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId, { appName: 'strict' });
    await page.goto(url);
    await choose(page, 'E-mail');
    const wrong = wrongCode(newestCode(client, mail));
    for (let attempt = 0; attempt < 2; attempt++) await typeCode(page, wrong);
    expect(await title(page)).toBe('Temporarily locked');
    expect(await page.locator('time').textContent()).toMatch(/15 minutes \(at \d/);
    expect(await resultOf(client, url)).toBe('USER_LOCKED');
  });
});

describe('a person who', () => {
  it('goes back after success is told that it is done, and can go on', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await choose(page, 'E-mail');
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
    await page.goBack();
    await page.reload();
    expect(await title(page)).toBe('Done');
    await page.getByRole('button', { name: /Return to/ }).click();
    await atReturn(page);
  });

  it('reloads a page with a message sends nothing twice', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await choose(page, 'E-mail');
    await page.locator('#code').waitFor();
    await page.reload();
    await page.reload();
    expect(messagesTo(client, mail)).toBe(1);
  });

  it('clicks twice gets one message and one proof', async () => {
    const { userId, mail } = await newPerson();
    // Without a script, since the script would hold back the second click.
    const page = await newPage({ javaScriptEnabled: false });
    const url = await startSession(client, userId);
    await page.goto(url);
    await page.getByRole('button', { name: 'E-mail' }).dblclick();
    await page.locator('#code').waitFor();
    expect(messagesTo(client, mail)).toBe(1);
    await page.locator('#code').fill(newestCode(client, mail));
    await page.locator('form:has(#code) button').dblclick();
    await atReturn(page);
    expect(await resultOf(client, url)).toBe('verified');
  });

  it('has two tabs can finish in either', async () => {
    const { userId, mail } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId);
    await openSession(page, url);
    const second = await page.context().newPage();
    await second.goto(url);
    await choose(page, 'E-mail');
    await page.locator('#code').waitFor();
    await choose(second, 'E-mail');
    await second.locator('#code').waitFor();
    // Of two codes of one session the younger one counts, wherever it is typed.
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
    await second.reload();
    expect(await title(second)).toBe('Done');
  });

  it('has no way to prove anything learns what to do', async () => {
    const { userId } = await newPerson([]);
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    expect(await title(page)).toBe('No sign-in method yet');
  });

  it('cancels ends the session and goes back to the application with nothing proven', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId);
    await page.goto(url);
    await page.getByRole('button', { name: /Cancel/ }).click();
    await atReturn(page);
    expect(await resultOf(client, url)).toBe('SESSION_CANCELLED');
  });

  it('used a method in this browser last finds it first', async () => {
    const person = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, person.userId));
    expect(await page.locator('.way b').first().textContent()).toContain('Text message');
    await FACTORS.email?.(page, person);
    await atReturn(page);
    await page.goto(await startSession(client, person.userId));
    expect(await page.locator('.way b').first().textContent()).toBe('E-mail Used here last time');
  });

  it('changes the language keeps it on the next page', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    await openSession(page, await startSession(client, userId));
    await page.getByRole('link', { name: '日本語' }).click();
    expect([await page.locator('html').getAttribute('lang'), await title(page)]).toEqual(['ja', '本人確認']);
    await page.getByRole('button', { name: 'メール' }).click();
    expect(await title(page)).toBe('メールをご確認ください');
  });

  it('uses the keyboard alone gets through', async () => {
    const { userId, mobile } = await newPerson();
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await page.keyboard.type(newestCode(client, mobile));
    await page.keyboard.press('Enter');
    await atReturn(page);
  });
});

describe('a session', () => {
  it('belongs to the browser that came first', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId);
    const bound = page.waitForResponse((answer) => answer.request().method() === 'POST');
    await page.goto(url);
    expect((await bound).status()).toBe(200);
    const thief = await newPage();
    expect((await thief.goto(url))?.status()).toBe(403);
    expect(await title(thief)).toBe('Opened in another browser');
    expect(await thief.locator('body').textContent()).not.toContain(userId);
    expect((await thief.goto(`${url}/email`))?.status()).toBe(403);
  });

  it('is not taken by whoever only looks: scanners, previews, prefetches', async () => {
    const { userId, mail } = await newPerson();
    const url = await startSession(client, userId);
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(url, { method })).status).toBe(200);
    expect(messagesTo(client, mail)).toBe(0);
    const page = await newPage();
    await page.goto(url);
    await choose(page, 'E-mail');
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
  });

  it.each<[from: string, headers: Record<string, string>, body: string]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'act=send'],
    ['a sister site', { 'sec-fetch-site': 'same-site' }, 'act=send'],
    ['another origin, in an old browser', { origin: 'https://evil.example' }, 'act=send'],
    ['a page without our token', {}, 'act=send'],
    ['a page with a wrong token', {}, `act=send&token=${'A'.repeat(43)}`],
  ])('takes no form from %s', async (_from, headers, body) => {
    const { userId, mail } = await newPerson();
    const url = await startSession(client, userId);
    const cookie = (await fetch(url)).headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const type = 'application/x-www-form-urlencoded';
    const answer = await fetch(`${url}/email`, {
      method: 'POST',
      headers: { cookie, 'content-type': type, ...headers },
      body,
    });
    expect(answer.status).toBe(403);
    expect(messagesTo(client, mail)).toBe(0);
  });

  it('that does not exist says nothing', async () => {
    const page = await newPage();
    const answer = await page.goto(`${client.service.url}/mfa/s/${'A'.repeat(32)}`);
    expect([answer?.status(), await title(page)]).toEqual([404, 'This page can’t be used']);
  });

  it('shows hostile names as text', async () => {
    const action = `<script>alert(1)</script> "quoted" 'single' ' onclick='alert(2) 🏦 &amp;`;
    const { userId } = await newPerson();
    const page = await newPage();
    page.on('dialog', () => page.faults.push('a script ran'));
    await page.goto(await startSession(client, userId, { appName: 'hostile', context: { action } }));
    expect(await page.locator('.action').textContent()).toContain('<script>alert(1)</script> "quoted"');
    expect(await page.locator('header').textContent()).toBe(HOSTILE);
    expect(await page.locator('main script, header img').count()).toBe(0);
    expect(page.faults).toEqual([]);
  });
});
