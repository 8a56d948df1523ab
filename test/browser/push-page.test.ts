/** The page that waits for a phone, in a real browser: it says where a phone is asked that nothing reaches by itself. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { launchChromium } from './chromium.ts';
import { newPerson, returnUrlOf, startSession } from './people.ts';

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

const COMPUTER = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 375, height: 800 }, hasTouch: true, isMobile: true };

/** The waiting page of a new person with a device of this platform. */
async function waitingPage(platform: string, screen: BrowserContextOptions): Promise<Page> {
  const { userId } = await newPerson();
  await enrolDevice(client, userId, { platform });
  const page = await (await browser.newContext({ locale: 'ja-JP', ...screen })).newPage();
  await page.goto(await startSession(client, userId));
  await page.locator('form[action$="/push"] button').first().click();
  await page.locator('.digits').waitFor();
  return page;
}

const address = () => `${client.service.url}/mfa/device`;

it('shows the address of the approval page and its QR code on a computer', async () => {
  const page = await waitingPage('web', COMPUTER);
  expect(await page.getByRole('img', { name: '承認用の画面を開くQRコード' }).isVisible()).toBe(true);
  expect(await page.getByText(address(), { exact: true }).isVisible()).toBe(true);
  expect(await page.getByRole('link', { name: '承認用の画面を開く' }).isVisible()).toBe(false);
  await page.context().close();
});

it('leads to the approval page by a button on the phone itself, and goes on to wait', async () => {
  const page = await waitingPage('web', PHONE);
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: '承認用の画面を開く' }).click();
  const approval = await opened;
  await approval.getByRole('heading', { name: 'サインインの承認' }).waitFor();
  expect(approval.url()).toBe(address());
  expect(await page.locator('.digits').isVisible()).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  await page.context().close();
});

it('names no page of ours to somebody whose phone has an app', async () => {
  const page = await waitingPage('android', COMPUTER);
  expect(await page.getByText(address()).count()).toBe(0);
  expect(await page.getByText('スマートフォンのアプリを開くと').isVisible()).toBe(true);
  await page.context().close();
});
