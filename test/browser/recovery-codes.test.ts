/** Recovery codes in a real browser: made, copied, saved and printed without another request, typed back, and used. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { giveBypassCode } from '../http/rescue-client.ts';
import { launchChromium } from './chromium.ts';
import { newPerson, resultOf, returnUrlOf, startSession, typeCode } from './people.ts';

let client: OtpClient;
let browser: Browser;

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop'], { returnUrls: [returnUrlOf(client)] });
});
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

async function newPage(javaScriptEnabled: boolean): Promise<Page> {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await browser.newContext({ locale: 'en-US', javaScriptEnabled, permissions });
  return context.newPage();
}

const atReturn = (page: Page) => page.waitForURL((url) => url.pathname === '/health');
const codesOn = (page: Page) => page.locator('[data-codes] li').allTextContents();

/** In a sign-in that a code of the help desk has opened. */
async function shown(page: Page): Promise<{ userId: string; url: string; codes: string[] }> {
  const { userId } = await newPerson();
  const url = await startSession(client, userId);
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'Enter a code from the help desk' }).click();
  await typeCode(page, await giveBypassCode(userId));
  await page.getByRole('link', { name: 'Show new recovery codes' }).click();
  await page.getByRole('button', { name: 'Show new recovery codes' }).click();
  await page.locator('[data-codes]').waitFor();
  return { userId, url, codes: await codesOn(page) };
}

async function confirmAndUse(page: Page, { userId, url, codes }: Awaited<ReturnType<typeof shown>>): Promise<void> {
  await typeCode(page, codes[4] ?? '');
  await page.getByText('10 left').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await atReturn(page);
  expect(await resultOf(client, url)).toBe('verified');
  const next = await startSession(client, userId);
  await page.goto(next);
  await page.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await typeCode(page, codes[4] ?? '');
  await page.getByText('9 are left.').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await atReturn(page);
  expect(await resultOf(client, next)).toBe('verified');
}

it('are copied, saved and printed from the page that shows them, once, and let their owner in', async () => {
  const page = await newPage(true);
  const made = await shown(page);
  expect(made.codes).toEqual(Array.from({ length: 10 }, () => expect.stringMatching(/^(?:\w{4}-){3}\w{4}$/)));
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));

  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('recovery-codes.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe(copied);
  expect(copied.split('\n')).toEqual(['Sekisho: Recovery codes', 'Each code works once.', '', ...made.codes, '']);
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', '');
  });
  await page.getByRole('button', { name: 'Print' }).click();
  await page.locator('body[data-printed]').waitFor();
  expect(requests.filter((url) => !url.startsWith('blob:'))).toEqual([]);

  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('form:visible, button:visible, footer:visible').count()).toBe(0);
  expect(await page.locator('[data-codes] li:visible').count()).toBe(10);
  await page.emulateMedia({ media: 'screen' });
  await confirmAndUse(page, made);
});

it('are shown and confirmed without a script too, and not by a page that is only looked at', async () => {
  const page = await newPage(false);
  const made = await shown(page);
  expect(await page.locator('[data-keep]').isVisible()).toBe(false);
  await page.goto(`${made.url}/add-recovery`);
  expect(await codesOn(page)).toEqual([]);
  await page.getByRole('heading', { name: 'Confirm your recovery codes' }).waitFor();
  await page.goBack();
  expect(await codesOn(page)).not.toEqual(made.codes);
  await page.goto(`${made.url}/add-recovery`);
  await page.locator('#code').waitFor();
  await typeCode(page, '7777-7777-7777-7777');
  await page.locator('#error').waitFor();
  await page.getByRole('button', { name: 'show other ones' }).click();
  await page.locator('[data-codes]').waitFor();
  await confirmAndUse(page, { ...made, codes: await codesOn(page) });
});
