/** The whole journey in a real browser: the demo application, the pages, the inbox, and back with a token. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type LocalService, startLocal } from '../../local/local-service.ts';
import { ROOT } from '../architecture/source-files.ts';
import { codeBlocks } from '../docs/markdown.ts';
import { end, freePort, startProgram } from '../docs/programs.ts';
import { launchChromium } from './chromium.ts';

let service: LocalService;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [service, browser] = await Promise.all([startLocal({ port: 0 }), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-US' });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(() => context.close());

async function signIn(name: string, on = page): Promise<void> {
  await on.goto(service.url);
  await on.getByLabel('User name').fill(name);
  await on.getByLabel('Password').fill(`${name}-password`);
  await on.getByRole('button', { name: 'Sign in' }).click();
  await on.waitForURL(/\/mfa\/s\//);
}

/** The newest code that was mailed to somebody, looked up where a person would look. */
async function codeFromInbox(to: string): Promise<string> {
  const answer = await fetch(`${service.url}/local/inbox?to=${to}`, { headers: { accept: 'application/json' } });
  const [newest] = (await answer.json()) as { text: string }[];
  return /\d{6}/.exec(newest?.text ?? '')?.[0] ?? '';
}

async function proveByMail(address: string): Promise<void> {
  await page.getByRole('button', { name: /mail|メール/i }).click();
  await page.locator('#code').fill(await codeFromInbox(address));
  await page.locator('#code').press('Enter');
}

const claim = (name: string): Promise<string> => page.locator(`[data-claim="${name}"]`).innerText();

describe('signing in on the demo page', () => {
  test('leads over the pages and the inbox back to the claims of a verified token', async () => {
    await signIn('alice');
    await proveByMail('alice@example.com');
    await page.getByRole('heading', { name: 'Welcome, alice' }).waitFor();
    expect(page.url()).toBe(`${service.url}/`);
    expect([await claim('sub'), await claim('aud'), await claim('iss')]).toEqual([
      'alice',
      'DefaultDomain/demo',
      service.url,
    ]);
    expect(await claim('acr')).toBe('urn:sekisho:acr:second-factor');
    await page.reload();
    await page.getByRole('heading', { name: 'Welcome, alice' }).waitFor();
  });

  test('is over after signing out, also for the back button', async () => {
    await signIn('alice');
    await proveByMail('alice@example.com');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.goBack();
    await page.reload();
    expect(await page.getByLabel('Password').count()).toBe(1);
  });

  test('works without JavaScript', async () => {
    await context.close();
    context = await browser.newContext({ locale: 'en-US', javaScriptEnabled: false });
    page = await context.newPage();
    await signIn('alice');
    await proveByMail('alice@example.com');
    await page.getByRole('heading', { name: 'Welcome, alice' }).waitFor();
  });
});

/** Browsers hold `form-action` of the pages against the redirect home too, so the demo page, at home there, proves less. */
describe('an application at another address', () => {
  test('gets its person back: the example in Node of docs/integrate.md', async () => {
    const port = await freePort();
    await registerReturnUrl(`http://127.0.0.1:${port}/return`);
    const folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
    const [code = ''] = codeBlocks('docs/integrate.md').flatMap((block) => (block.language === 'js' ? block.code : []));
    writeFileSync(
      join(folder, 'app.mjs'),
      code.replaceAll('http://localhost:3000', service.url).replaceAll('8080', String(port)),
    );
    const app = await startProgram(process.execPath, join(folder, 'app.mjs'), port);
    try {
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.setContent(`<form method="post" action="http://127.0.0.1:${port}/sign-in">
        <input name="userId" value="alice"><input name="password" value="alice-password"><button>Sign in</button></form>`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/mfa\/s\//);
      await proveByMail('alice@example.com');
      await page.waitForURL(`http://127.0.0.1:${port}/`);
      expect(JSON.parse(await page.locator('body').innerText())).toMatchObject({
        sub: 'alice',
        aud: 'DefaultDomain/shop',
      });
    } finally {
      await end(app);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function registerReturnUrl(returnUrl: string): Promise<void> {
  const headers = { authorization: `Basic ${btoa('admin:admin-password')}`, 'content-type': 'application/json' };
  const address = `${service.url}/mfa/v1/applications/shop`;
  const body = { clients: ['demo-app'], returnUrls: [returnUrl] };
  expect((await fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) })).status).toBe(200);
  // Applications are known everywhere after 15 seconds at most; only this test needs a new one.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 });
  onTestFinished(() => void vi.useRealTimers());
}

describe('the session of a browser', () => {
  test('hangs on a __Host- cookie that scripts cannot read, which Chromium takes on this machine without TLS', async () => {
    await signIn('alice');
    await page.getByRole('button', { name: /mail|メール/i }).click();
    await page.locator('#code').waitFor();
    const cookies = await context.cookies();
    expect(cookies.find(({ name }) => name === '__Host-sekisho')).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(await page.evaluate('document.cookie')).not.toContain('__Host-');
  });

  test('is not there for another browser that has its address', async () => {
    await signIn('alice');
    await page.getByRole('button', { name: /mail|メール/i }).click();
    await page.locator('#code').waitFor();
    const thief = await browser.newContext({ locale: 'en-US' });
    const stolen = await thief.newPage();
    const answer = await stolen.goto(page.url());
    expect(answer?.status()).toBe(403);
    expect(await stolen.locator('#code').count()).toBe(0);
    expect(await stolen.locator('body').innerText()).not.toContain('alice');
    await thief.close();
  });
});
