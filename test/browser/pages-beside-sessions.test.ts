/**
 * The pages beside the sessions, for everyone: the device page, the page for OMA-style apps, the page of an address that
 * leads nowhere, and the demo, the inbox and the phone of `npm start`. In both languages: no fault for axe-core, nothing
 * lost on a narrow screen, the same frame, and nothing in the console.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { enrolmentCode } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { accessibilityFaults } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import { newestCode } from './people.ts';

let client: OtpClient;
let browser: Browser;
let people = 0;

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop']);
  await client.settings({ PageName: 'Kaede Works' });
});
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

type See = (name: string) => Promise<void>;

async function seeDevicePage(page: Page, see: See): Promise<void> {
  const userId = `kaede-${++people}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'password');
  await page.goto(`${client.service.url}/mfa/device`);
  await page.locator('#app').waitFor();
  await see('device-empty');
  await page.goto('about:blank');
  await page.goto(`${client.service.url}/mfa/device#code=${await enrolmentCode(client, userId)}`);
  await page.locator('#enrol button[type=submit]').click();
  await page.locator('#whose-account:focus').waitFor();
  await see('device-whose');
  await page.locator('#whose-add').click();
  await page.locator('#account-list li').waitFor();
  await see('device-added');
  const context = { action: '¥12,000 → 山田 太郎', location: 'Osaka, JP', ip: '203.0.113.7', userAgent: 'Firefox' };
  await client.call('POST', '/mfa/v1/push-challenges', { as: CLIENT, body: { userId, appName: 'shop', context } });
  await page.locator('.card').waitFor();
  await see('device-request');
  await page.locator('.card button[type=submit]').click();
  await page.locator('.card .error:not(:empty)').waitFor();
  await see('device-refused');
}

async function seeOthers(page: Page, see: See): Promise<void> {
  await page.goto(`${client.service.url}/mfa/config/oma`);
  await see('oma');
  await page.goto(`${client.service.url}/local/phone`);
  await see('local-phone');
  await page.goto(`${client.service.url}/local/inbox`);
  await see('local-inbox');
}

async function seeDemo(page: Page, see: See): Promise<void> {
  await page.goto(client.service.url);
  await see('demo');
  await page.locator('#userId').fill('bob');
  await page.locator('#password').fill('bob-password');
  await page.locator('main button').click();
  await page.locator('form[action$="/email"] button').first().click();
  await page.locator('#code').fill(newestCode(client, 'bob@example.com'));
  await page.locator('form:has(#code) button').click();
  // He has one way alone, and is asked for a second one until he puts it off.
  const later = page.locator('form:has([value=later]) button');
  await page.locator('[data-claim=acr]').or(later).first().waitFor();
  if ((await later.count()) > 0) await later.click();
  await page.locator('[data-claim=acr]').waitFor();
  await see('demo-welcome');
}

/** A status of 400 or more is an entry of the browser's own, whatever the page does. */
async function seeRefusals(page: Page, see: See): Promise<void> {
  await page.goto(`${client.service.url}/mfa/divice`);
  await see('nowhere');
  await page.goto(`${client.service.url}/mfa/config/oma?identityDomain=Nowhere`);
  await see('oma-nowhere');
  await page.goto(`${client.service.url}/demo/return?session_id=x`);
  await see('demo-refused');
}

/** Wider than the screen means scrolling in two directions (WCAG 2.2, 1.4.10). */
async function faultsOf(page: Page, language: string): Promise<string[]> {
  const [width, screen, text] = await page.evaluate(
    () => [document.documentElement.scrollWidth, innerWidth, document.body.innerText] as const,
  );
  const other = language === 'ja' ? 'en' : 'ja';
  const wayToOther = await page.locator(`footer a[hreflang=${other}]`).count();
  return [
    ...(await accessibilityFaults(page)),
    ...(width > screen ? [`${width} px wide on a screen of ${screen} px`] : []),
    ...((await page.locator('html').getAttribute('lang')) === language ? [] : ['another language']),
    ...(wayToOther === 1 && (await page.locator('header svg, header img').count()) === 1 ? [] : ['another frame']),
    ...(language === 'ja' && !/[ぁ-ん]/.test(text) ? ['no Japanese'] : []),
    ...(/[\u2066-\u2069]/.test(text) ? ['invisible marks'] : []),
  ];
}

async function look(
  { locale, width, colorScheme }: { locale: string; width: number; colorScheme: 'light' | 'dark' },
  see: (page: Page, name: string) => Promise<void>,
): Promise<string[]> {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const console: string[] = [];
  page.on('pageerror', ({ message }) => console.push(message));
  page.on('console', (message) => message.type() === 'error' && console.push(message.text()));
  const seen = (name: string) => see(page, name);
  await seeDevicePage(page, seen);
  await seeOthers(page, seen);
  await seeDemo(page, seen);
  const before = [...console];
  await seeRefusals(page, seen);
  await context.close();
  return before;
}

it.each([
  { locale: 'ja-JP', language: 'ja', colorScheme: 'light', width: 375 },
  { locale: 'en-US', language: 'en', colorScheme: 'light', width: 375 },
  { locale: 'ja-JP', language: 'ja', colorScheme: 'dark', width: 320 },
  { locale: 'en-US', language: 'en', colorScheme: 'dark', width: 1280 },
] as const)(
  'in $language, $colorScheme, $width px',
  async ({ language, ...screen }) => {
    const faults: Record<string, string[]> = {};
    const seen: string[] = [];
    const errors = await look(screen, async (page, name) => {
      seen.push(name);
      const found = await faultsOf(page, language);
      if (found.length > 0) faults[name] = found;
      await keepPicture(page, `${name}-${language}-${screen.width}.png`);
    });
    expect(faults).toEqual({});
    expect(errors, 'in the console').toEqual([]);
    expect(seen).toHaveLength(13);
  },
  120_000,
);

/** `BESIDE_SCREENSHOTS` names a folder, for whoever wants to look at them. */
async function keepPicture(page: Page, file: string): Promise<void> {
  const folder = process.env.BESIDE_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, file), fullPage: true });
}
