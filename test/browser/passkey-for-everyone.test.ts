/** Every page with a passkey in both languages, on a phone and by whoever has it read aloud; and what is left to a locked person. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { wrongCode } from '../http/client.ts';
import { accessibilityFaults } from './accessibility.ts';
import {
  atReturn,
  makePasskey,
  newOwner,
  open,
  openList,
  passkeyButton,
  passkeyNote,
  passkeyStage,
  usePasskey,
} from './passkey-people.ts';
import { newestCode, newPerson, resultOf, typeCode } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const stage = passkeyStage({ 'portal.MaxAttempts': 2 });

type See = (name: string, page: Page) => Promise<void>;

const addButton = (page: Page) => page.locator('form[action$="/add-passkey"] button');

/** A first passkey, from the empty list to the one that cannot be removed. */
async function seeFirst(page: Page, see: See): Promise<void> {
  const authenticator = await addAuthenticator(page);
  await open(stage, page, (await newPerson([])).userId, { purpose: 'enrol' });
  await see('list-empty', page);
  await addButton(page).click();
  await page.waitForURL(/\/add-passkey$/);
  await see('add', page);
  await authenticator.override({ isBadUV: true });
  await usePasskey(page);
  await see('add-refused', page);
  await authenticator.override({});
  await passkeyButton(page).click();
  await page.waitForURL((url) => url.searchParams.has('added'));
  await see('try-it', page);
  await usePasskey(page);
  await see('list-one', page);
  await page.locator('.mine a[href*="/remove-passkey-"]').click();
  await see('remove-last', page);
}

/** A second one, another name and the removal. */
async function seeSecond(page: Page, see: See): Promise<void> {
  await openList(stage, page, await newOwner(page));
  await addButton(page).click();
  await passkeyButton(page).click();
  await passkeyNote(page).filter({ hasText: /./ }).and(page.locator('.bad')).waitFor();
  await see('add-already', page);
  await page.goBack();
  await addAuthenticator(page, { transport: 'usb', isSynced: false });
  await makePasskey(page);
  await see('list-two', page);
  await page.locator('.mine a[href*="/rename-passkey-"]').first().click();
  await see('rename', page);
  await page.locator('#name').fill('\u{2067}name');
  await page.locator('form:has(#name) button').click();
  await page.locator('#error').waitFor();
  await see('rename-wrong', page);
  await page.goBack();
  await page.goBack();
  await page.locator('.mine a[href*="/lost-passkey-"]').first().click();
  await see('lost', page);
  await page.locator('a.button.quiet').click();
  await page.locator('.mine').first().waitFor();
  await page.locator('.mine a[href*="/remove-passkey-"]').first().click();
  await see('remove', page);
  await page.locator('.button.danger').click();
  await see('list-after', page);
}

/** The ways to sign in, with one that works and one that does not. */
async function seeSignIn(page: Page, see: See): Promise<void> {
  const { userId, authenticator } = await newOwner(page);
  await open(stage, page, userId);
  await see('choose', page);
  await authenticator.override({ isBogusSignature: true });
  await usePasskey(page);
  await see('choose-refused', page);
  await authenticator.forget();
  await passkeyButton(page).click();
  await passkeyNote(page).and(page.locator('.bad')).waitFor();
  await see('choose-unfinished', page);
  await lock(page, userId);
  await see('choose-locked', page);
}

/** By wrong codes. */
async function lock(page: Page, userId: string): Promise<string> {
  const url = await open(stage, page, userId, { appName: 'portal' });
  await page.locator('form[action$="/email"] button').click();
  const to = `p${userId.replace('yamada-', '').padStart(4, '0')}@example.com`;
  for (const _ of [1, 2]) await typeCode(page, wrongCode(newestCode(stage.client, to)));
  await page.locator('.note time').waitFor();
  return url;
}

/** WCAG 2.2: axe-core, and 1.4.10; what was typed by nobody shows no sign that nobody sees. */
async function faultsOf(page: Page, language: string): Promise<string[]> {
  const [width, screen, text] = await page.evaluate(
    () => [document.documentElement.scrollWidth, innerWidth, document.querySelector('main')?.innerText ?? ''] as const,
  );
  return [
    ...(await accessibilityFaults(page)),
    ...(width > screen ? [`${width} px wide on a screen of ${screen} px`] : []),
    ...((await page.locator('html').getAttribute('lang')) === language ? [] : ['another language']),
    ...(/[ぁ-ん]/.test(text) === (language === 'ja') ? [] : [`the words of another language: ${text}`]),
  ];
}

it.each([
  { locale: 'en-US', language: 'en', colorScheme: 'light', width: 375 },
  { locale: 'ja-JP', language: 'ja', colorScheme: 'dark', width: 375 },
] as const)('each page, in $language on a screen of $width px', async ({ language, width, ...look }) => {
  const faults: Record<string, string[]> = {};
  const seen: string[] = [];
  const see: See = async (name, page) => {
    seen.push(name);
    const found = await faultsOf(page, language);
    if (found.length > 0) faults[name] = found;
    await keepPicture(page, `${name}-${language}.png`);
  };
  for (const walk of [seeFirst, seeSecond, seeSignIn]) {
    await walk(await stage.newPage({ ...look, viewport: { width, height: 800 } }), see);
  }
  expect(faults).toEqual({});
  expect(seen).toHaveLength(17);
});

/** `PASSKEY_SCREENSHOTS` names a folder, for whoever wants to look at them. */
async function keepPicture(page: Page, file: string): Promise<void> {
  const folder = process.env.PASSKEY_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, file), fullPage: true });
}

describe('a person whose codes are locked', () => {
  it('is shown the passkey alone, and gets in with it', async () => {
    const page = await stage.newPage();
    const { userId } = await newOwner(page);
    const url = await lock(page, userId);
    expect(await page.locator('.ways b').allTextContents()).toEqual(['Passkey']);
    expect(await page.locator('main').innerText()).toContain('Use your passkey to verify');
    await passkeyButton(page).click();
    await atReturn(page);
    expect(await resultOf(stage.client, url)).toBe('verified');
  });
});
