/** Every page for everyone: no fault for axe-core in either language and theme, and nothing lost on a narrow screen. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { accessibilityFaults } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import { seeEveryPage } from './gallery.ts';
import { returnUrlOf } from './people.ts';

let client: OtpClient;
let browser: Browser;

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop', 'portal'], { returnUrls: [returnUrlOf(client)] });
  await client.settings({
    MaxSendAttempts: 0,
    'portal.MaxAttempts': 2,
    PageName: '例示商事 Example Trading',
    HelpDeskName: 'IT Service Desk',
    HelpDeskPhone: '03-1234-5678',
    HelpDeskAddress: 'https://it.example.co.jp/help/second-factor/lost-phone',
  });
});
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

/** Wider than the screen means scrolling in two directions (WCAG 2.2, 1.4.10): 320 px is also 1280 px at 400 %. */
async function reflowFaults(page: Page): Promise<string[]> {
  const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  return width > screen ? [`${width} px wide on a screen of ${screen} px`] : [];
}

/** `npm run screenshots` names a folder. These are shown in the documents, in both languages. */
const IN_THE_DARK = ['choose', 'push'];
const PICTURES = [
  'choose',
  'code-email',
  'code-wrong',
  'code-drift',
  'push',
  'locked',
  'enrol-one',
  'add-totp',
  'done',
];

async function keepPicture(page: Page, file: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  const viewport = page.viewportSize();
  if (folder === undefined || viewport === null) return;
  await page.setViewportSize({ width: 500, height: 480 });
  await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled', caret: 'initial' });
  await page.setViewportSize(viewport);
}

it.each([
  { locale: 'en-US', language: 'en', colorScheme: 'light', width: 1280 },
  { locale: 'ja-JP', language: 'ja', colorScheme: 'dark', width: 320 },
  { locale: 'en-US', language: 'en', colorScheme: 'dark', width: 320 },
  { locale: 'ja-JP', language: 'ja', colorScheme: 'light', width: 1280 },
  { locale: 'ja-JP', language: 'ja', colorScheme: 'light', width: 375 },
] as const)(
  'in $language, $colorScheme, $width px',
  async ({ locale, language, colorScheme, width }) => {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
    const faults: Record<string, string[]> = {};
    const seen: string[] = [];
    await seeEveryPage(client, context, async (name, page) => {
      seen.push(name);
      expect(await page.locator('html').getAttribute('lang'), name).toBe(language);
      const found = [...(await accessibilityFaults(page)), ...(await reflowFaults(page))];
      if (found.length > 0) faults[name] = found;
      const pictures = colorScheme === 'dark' ? IN_THE_DARK : PICTURES;
      if (pictures.includes(name) && width !== 375) await keepPicture(page, `${name}-${language}-${colorScheme}.png`);
    });
    await context.close();
    expect(faults).toEqual({});
    expect(seen).toHaveLength(37);
  },
  120_000,
);
