/** What pages say is so, and each says what to do next: the mishaps of people, in a real browser. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient, wrongCode } from '../http/client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { launchChromium } from './chromium.ts';
import { messagesTo, newAuthenticator, newestCode, newPerson, returnUrlOf, startSession, typeCode } from './people.ts';

let client: OtpClient;
let browser: Browser;
const contexts: BrowserContext[] = [];
const MINUTE_MS = 60_000;

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop', 'strict'], { returnUrls: [returnUrlOf(client)] });
  await client.settings({
    MaxSendAttempts: 0,
    'strict.MaxAttempts': 2,
    HelpDeskName: '情シス Desk',
    HelpDeskPhone: '03-1234-5678',
    HelpDeskAddress: 'https://it.example/help',
  });
});
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }));
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  contexts.push(context);
  return context.newPage();
}

const title = (page: Page) => page.locator('h1').textContent();
const note = (page: Page) => page.locator('#error').textContent();
const first = (page: Page, step: string) => page.locator(`form[action$="/${step}"] button`).first().click();
const atReturn = (page: Page) => page.waitForURL((url) => url.pathname === '/health');
const pass = (ms: number) => void vi.setSystemTime(Date.now() + ms);

/** A page that waits for the code that was mailed. */
async function waitingForCode(fields: object = {}, options: BrowserContextOptions = {}) {
  const person = await newPerson();
  const page = await newPage(options);
  const url = await startSession(client, person.userId, fields);
  await page.goto(url);
  await first(page, 'email');
  await page.locator('#code').waitFor();
  return { page, url, ...person };
}

describe('a session whose time is over', () => {
  it.each([true, false])(
    'says so to its own browser, which was never another one, and leads back: JavaScript %s',
    async (javaScriptEnabled) => {
      const { page, url, mail } = await waitingForCode({ state: 'a-state' }, { javaScriptEnabled });
      pass(11 * MINUTE_MS);
      await typeCode(page, newestCode(client, mail));
      expect(await title(page)).toBe('This page has expired');
      await page.goto(url);
      expect(await title(page)).toBe('This page has expired');
      await page.getByRole('button', { name: 'Return to shop' }).click();
      await atReturn(page);
      expect(new URL(page.url()).searchParams.get('state')).toBe('a-state');
    },
  );

  it('says no more than it knows where the cookie is gone too, and leads to the site of the application', async () => {
    const { page, mail } = await waitingForCode();
    await page.context().clearCookies();
    pass(11 * MINUTE_MS);
    await typeCode(page, newestCode(client, mail));
    expect(await title(page)).toBe('This page can’t be used');
    const { host, origin } = new URL(client.service.url);
    expect(await page.getByRole('link', { name: `Open ${host}` }).getAttribute('href')).toBe(`${origin}/`);
  });

  it('is announced on the page that lies open, and told there when it comes', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    await page.clock.install();
    await page.goto(await startSession(client, userId));
    expect(await page.locator('.ending').textContent()).toBe('');
    await page.clock.fastForward(8 * MINUTE_MS + 1000);
    expect(await page.locator('.ending').textContent()).toBe('For your security, this page will close in 2 minutes.');
    pass(10 * MINUTE_MS);
    await page.clock.fastForward(2 * MINUTE_MS);
    await page.getByRole('heading', { name: 'This page has expired' }).waitFor();
  });

  it('after a proof still shows that it is done', async () => {
    const { page, url, mail } = await waitingForCode();
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
    pass(11 * MINUTE_MS);
    await page.goto(url);
    expect(await title(page)).toBe('Done');
  });
});

describe('a browser that keeps no cookie', () => {
  it('is told that, and is not taken for another browser', async () => {
    const { userId } = await newPerson();
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto(await startSession(client, userId));
    await page.context().clearCookies();
    await first(page, 'email');
    expect(await title(page)).toBe('Cookies are blocked');
    await page.getByRole('link', { name: 'Try again' }).click();
    expect(await title(page)).toBe('Verify it’s you');
  });

  it('does not load the page for ever', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    let loads = 0;
    await page.route('**/mfa/s/**', async (route) => {
      if (route.request().method() === 'GET') loads += 1;
      const { cookie: _dropped, ...headers } = await route.request().allHeaders();
      await route.continue({ headers: { ...headers, cookie: 'none=kept' } });
    });
    await page.goto(await startSession(client, userId));
    await page.waitForTimeout(1500);
    expect(loads).toBeLessThanOrEqual(2);
  });
});

describe('the link to the other language', () => {
  it('stays on the step, sends nothing anew, and says the same', async () => {
    const { page, mail } = await waitingForCode();
    await typeCode(page, wrongCode(newestCode(client, mail)));
    expect(await note(page)).toContain('isn’t right');
    await page.getByRole('link', { name: '日本語' }).click();
    expect([await title(page), new URL(page.url()).pathname.endsWith('/email')]).toEqual([
      'メールをご確認ください',
      true,
    ]);
    expect(await note(page)).toContain('コードが正しくありません');
    await typeCode(page, newestCode(client, mail));
    await atReturn(page);
    expect(messagesTo(client, mail)).toBe(1);
  });

  it('makes the next code come in the language of the page; what has changed is told in that of the person', async () => {
    const { page, mail } = await waitingForCode({ purpose: 'enrol', locale: 'ja' });
    const subject = () => client.service.aws?.inbox.list(mail)[0]?.subject;
    expect(subject()).toBe('shop：確認コードのお知らせ');
    await typeCode(page, newestCode(client, mail));
    await page.locator('.mine a.button').first().click();
    await page.getByRole('button', { name: '削除する' }).click();
    await page.locator('.good').waitFor();
    expect(subject()).toBe('Sekisho: your sign-in methods have changed');
  });
});

describe('a person with one way only', () => {
  it('of an authenticator app comes to its code at once, is offered no other way, and is told who can help', async () => {
    const person = await newPerson([]);
    const codeAt = await newAuthenticator(client, person);
    const page = await newPage();
    await page.goto(await startSession(client, person.userId, { context: { action: 'pay 100 yen' } }));
    expect(await title(page)).toBe('Enter the code from your app');
    expect(await page.locator('.action').textContent()).toContain('pay 100 yen');
    expect(await page.getByRole('link', { name: 'Try another way' }).count()).toBe(0);
    await page.getByText('I can’t use this').click();
    const help = page.locator('details');
    expect(await help.innerText()).toContain('contact 情シス Desk (03-1234-5678, it.example/help)');
    expect(await help.getByRole('link', { name: '03-1234-5678' }).getAttribute('href')).toBe('tel:0312345678');
    expect(await help.getByRole('link', { name: 'it.example' }).getAttribute('href')).toBe('https://it.example/help');
    await typeCode(page, codeAt());
    // Whose only way it was is asked for another one.
    await page.getByRole('button', { name: 'Later' }).click();
    await atReturn(page);
  });

  it('of a mail address sees no mark of what he used last, and a sentence that leaves nothing to choose', async () => {
    const { userId, mail } = await newPerson(['mail']);
    const page = await newPage();
    for (const visit of ['first', 'second']) {
      await page.goto(await startSession(client, userId));
      expect(await page.locator('.way b').allTextContents()).toEqual(['E-mail']);
      expect(await page.locator('.lead').first().textContent()).not.toContain('Choose');
      await first(page, 'email');
      await typeCode(page, newestCode(client, mail));
      if (visit === 'first') await page.getByRole('button', { name: 'Later' }).click();
      await atReturn(page);
    }
  });

  it('that is stopped is not told that he has none', async () => {
    const { userId } = await newPerson([]);
    const device = await enrolDevice(client, userId);
    const page = await newPage();
    await page.goto(await startSession(client, userId));
    await first(page, 'push');
    await page.locator('.digits').waitFor();
    const { challenges } = (await device.pull()).body as unknown as { challenges: { challengeId: string }[] };
    await device.deny(challenges[0]?.challengeId ?? '', 'not_me');
    await page.getByRole('heading', { name: 'Sign-in refused' }).waitFor();
    await page.goto(await startSession(client, userId));
    expect(await title(page)).toBe('No method available right now');
    expect(await page.locator('.points').innerText()).toContain('情シス Desk');
  });
});

describe('a wrong code', () => {
  it('says how many more lock, and the lock says when it ends and whom to ask, and no threat', async () => {
    const { page, url, mail } = await waitingForCode({ appName: 'strict' });
    const wrong = wrongCode(newestCode(client, mail));
    await typeCode(page, wrong);
    expect(await note(page)).toContain('One more wrong code will lock you out for a while.');
    await typeCode(page, wrong);
    expect(await title(page)).toBe('Temporarily locked');
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/You can try again in 15 minutes \(at \d+:\d\d [AP]M\)\./);
    expect(text).toContain('ask 情シス Desk (03-1234-5678, it.example/help) to unlock you');
    expect(text).not.toContain('longer');
    vi.setSystemTime(Date.now() + 16 * MINUTE_MS);
    await page.goto(url);
    expect(await title(page)).toBe('You can try again');
  });
});

describe('in an enrolment', () => {
  it('what is done cannot be cancelled, and the one that was just used is not removed by an unwarned click', async () => {
    const { page, mail } = await waitingForCode({ purpose: 'enrol' });
    expect(await page.getByRole('button', { name: /Cancel/ }).count()).toBe(1);
    await typeCode(page, newestCode(client, mail));
    expect(await page.getByRole('button', { name: /Cancel/ }).count()).toBe(0);
    const rows = await page.locator('.mine > span').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      'Text message ••• 5678 Report as lost',
      expect.stringMatching(/^E-mail Just used p•••@\S+ Report as lost$/),
    ]);
    await page.locator('.mine a.button').last().click();
    expect(await page.locator('.bad').textContent()).toContain('You used this one just now');
    expect(await page.locator('.points li').allInnerTexts()).toEqual(['Text message (••• 5678)']);
    await page.getByRole('link', { name: 'Keep it' }).click();
    await page.locator('.mine a.button').first().click();
    expect(await page.locator('.bad').count()).toBe(0);
    await page.getByRole('link', { name: 'Keep it' }).click();
    await page.goto(`${page.url()}/add-totp`);
    expect(await page.getByRole('button', { name: /Cancel/ }).count()).toBe(0);
  });

  it('a method says since when it is there, by the calendar of the person', async () => {
    const { userId, mail } = await newPerson(['mail']);
    await enrolDevice(client, userId);
    const page = await newPage({ timezoneId: 'America/Los_Angeles' });
    await page.goto(await startSession(client, userId, { purpose: 'enrol' }));
    await first(page, 'email');
    await typeCode(page, newestCode(client, mail));
    const there = new Date().toLocaleDateString('en', { dateStyle: 'long', timeZone: 'America/Los_Angeles' });
    expect(await page.locator('.mine').allInnerTexts()).toContainEqual(expect.stringContaining(`Added on ${there}`));
  });

  it.each([
    [375, true],
    [1280, false],
  ])('a screen of %i px is led to an app on this device: %s', async (width, isLed) => {
    const { userId } = await newPerson([]);
    const page = await newPage({ viewport: { width, height: 800 } });
    const url = await startSession(client, userId, { purpose: 'enrol' });
    await page.goto(`${url}/add-push`);
    expect(await page.locator('main').innerText()).not.toMatch(/scan/i);
    await first(page, 'add-push');
    await page.locator('svg.qr').waitFor();
    const here = page.getByRole('link', { name: 'Connect this phone' });
    expect(await here.isVisible()).toBe(isLed);
    if (isLed) expect(await here.getAttribute('href')).toMatch(/\/mfa\/device#code=/);
    await page.getByRole('button', { name: 'Check the connection' }).click();
    expect(await note(page)).toContain('isn’t connected yet');
    await page.goto(`${url}/add-totp`);
    await first(page, 'add-totp');
    await page.locator('svg.qr').waitFor();
    for (const name of ['Open the app', 'Open Oracle Mobile Authenticator']) {
      expect(await page.getByRole('link', { name }).isVisible(), name).toBe(isLed);
    }
  });
});

describe('every page', () => {
  it('names people and places so that they can be searched and copied, and are not translated', async () => {
    const { page, userId } = await waitingForCode();
    const text = await page.locator('body').innerText();
    expect(text).toContain(`${userId} · shop`);
    expect(text).not.toMatch(/DefaultDomain|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
    await page.getByText('Cancel and return to shop', { exact: true }).waitFor();
    expect(await page.locator('bdi:not([translate="no"])').count()).toBe(0);
    expect(await page.locator('footer').innerText()).toContain('Contact 情シス Desk (03-1234-5678, it.example/help).');
  });

  it('says of a code how long it still is of use, never longer than the page', async () => {
    const { userId } = await newPerson();
    const page = await newPage();
    const url = await startSession(client, userId);
    await page.goto(url);
    pass(8 * MINUTE_MS);
    await first(page, 'email');
    expect(await page.locator('.small').first().textContent()).toContain('for another 2 minutes');
  });
});
