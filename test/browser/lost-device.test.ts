/**
 * The story that the product is for: a person has a passkey on one computer, and the computer is gone. Each way back is
 * walked in a real browser, and at each a thief who knows the password is seen and stopped.
 */
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeBypassCode } from '../http/bypass-client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { LONG_AGO, link, makeAccount, startLinkedDomains } from '../http/linked-client.ts';
import { givePasskey, type TestPasskey } from '../http/passkey-client.ts';
import { giveRecoveryCodes } from '../http/rescue-client.ts';
import { noticesTo, open, passkeyStage, title, usePasskey } from './passkey-people.ts';
import { resultOf, typeCode } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const HOUR_MS = 3_600_000;
const stage = passkeyStage({ Email_Enabled: false, Sms_Enabled: false });
let people = 0;
let owner: { readonly userId: string; readonly mail: string; readonly made: TestPasskey };

/** A person whose passkey is on one computer, which has just been wiped. */
beforeEach(async () => {
  people += 1;
  const userId = `wiped-${people}`;
  await makeAccount(stage.client, userId, 'DefaultDomain');
  owner = {
    userId,
    mail: `${userId}@example.com`,
    made: await givePasskey(userId, { isBackupEligible: false, isBackedUp: false }),
  };
});

/** The first page of a sign-in, in a browser that has no passkey of anybody. */
async function signIn(): Promise<{ page: Page; url: string }> {
  const page = await stage.newPage();
  return { page, url: await open(stage, page, owner.userId) };
}

const press = (page: Page, name: string) => page.getByRole('link', { name }).click();

/** Adds an authenticator app on the page where methods are added, and types its code. */
async function addApp(page: Page): Promise<void> {
  await page.locator('a[href$="/add-totp"]').click();
  await page.locator('form[action$="/add-totp"] button').click();
  const key = (await page.locator('code.key').first().textContent()) ?? '';
  await typeCode(page, generateSync({ secret: key.replaceAll(' ', '') }));
  await page.waitForURL((url) => !url.pathname.endsWith('/add-totp'));
}

/** What the application gets after the person has pressed "Continue". */
async function finished(page: Page, url: string): Promise<string> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((at) => at.pathname === '/health');
  return resultOf(stage.client, url);
}

describe('with a recovery code', () => {
  it('he is in at once and adds a method; the thief finds the code spent, and the owner is told', async () => {
    const { codes } = await giveRecoveryCodes(owner.userId);
    const { page, url } = await signIn();
    await press(page, 'Use a recovery code');
    await typeCode(page, codes[0] ?? '');
    await page.getByText('9 are left.').waitFor();
    await addApp(page);
    await page.goto(url);
    expect(await finished(page, url)).toBe('verified');
    expect(noticesTo(stage.client, owner.mail)).toMatch(/recovery code/i);

    const thief = await signIn();
    await press(thief.page, 'Use a recovery code');
    await typeCode(thief.page, codes[0] ?? '');
    await thief.page.locator('#error').waitFor();
    expect(await resultOf(stage.client, thief.url)).toBe('SESSION_UNFINISHED');
  });
});

describe('with a code of the help desk', () => {
  it('he is in and adds a method; the owner of the account hears of each code, and none works twice', async () => {
    const { code } = (await makeBypassCode(stage.client, owner.userId)).body;
    expect(noticesTo(stage.client, owner.mail)).not.toBe('');
    const { page, url } = await signIn();
    await press(page, 'Enter a code from the help desk');
    await typeCode(page, String(code));
    await page.getByText('You’ve used a code from the help desk.').waitFor();
    await addApp(page);
    await page.goto(url);
    expect(await finished(page, url)).toBe('verified');

    const thief = await signIn();
    await press(thief.page, 'Enter a code from the help desk');
    await typeCode(thief.page, String(code));
    await thief.page.locator('#error').waitFor();
    expect(await resultOf(stage.client, thief.url)).toBe('SESSION_UNFINISHED');
  });
});

describe('with an account in another domain', () => {
  it('the page says that there is one, and leads there and back to a new method; without the link nobody gets there', async () => {
    await startLinkedDomains(stage.client);
    const other = `${owner.userId}-guest`;
    await makeAccount(stage.client, other, 'Guests');
    const key = await givePasskey(other, LONG_AGO, 'Guests');
    const thief = await signIn();
    expect(await thief.page.getByText('You also have an account').count()).toBe(0);

    await link(stage.client, owner.userId, other);
    const { page, url } = await signIn();
    await (await addAuthenticator(page)).keep(key);
    await page.getByText('You also have an account in Guest accounts').waitFor();
    await press(page, 'Get back in with that account');
    await page.locator('form[action$="/linked"] button').click();
    await page.getByText('You are about to').waitFor();
    await page.waitForLoadState('networkidle');
    await usePasskey(page);
    await page.getByText('Nothing has changed yet').waitFor();
    await page.locator('form[action$="/linked"] button').click();
    await page.waitForURL(/\/reset/);
    await addApp(page);
    expect(noticesTo(stage.client, owner.mail)).toMatch(/reset/i);
    expect(await resultOf(stage.client, url)).not.toBe('verified');
  });
});

describe('with nothing but his password', () => {
  beforeEach(holdClock);
  afterEach(() => {
    vi.useRealTimers();
  });

  async function askForReset(): Promise<void> {
    const { page } = await signIn();
    await page.getByText('I can’t use this').click();
    await press(page, 'Reset your sign-in methods');
    await page.getByRole('button', { name: 'Start the reset' }).click();
    await page.getByRole('heading', { name: 'Your reset is waiting' }).waitFor();
  }

  it('he waits a day and adds a new method, and the lost one is none any more', async () => {
    await askForReset();
    pass(24 * HOUR_MS + 1_000);
    const { page } = await signIn();
    await page.getByText('Your reset is ready').waitFor();
    await press(page, 'More about it');
    await addApp(page);
    const next = await signIn();
    expect(await title(next.page)).not.toContain('passkey');
    expect(await next.page.locator('form[data-passkey]').count()).toBe(0);
  });

  it('a thief who asks for it is seen at once, and stopped by the owner, who has not lost anything', async () => {
    await askForReset();
    expect(noticesTo(stage.client, owner.mail)).toMatch(/reset/i);
    const computer = await stage.newPage();
    await (await addAuthenticator(computer, { isSynced: false })).keep(owner.made);
    await open(stage, computer, owner.userId);
    await usePasskey(computer);
    pass(24 * HOUR_MS + 1_000);
    const thief = await signIn();
    expect(await thief.page.getByText('Your reset is ready').count()).toBe(0);
  });
});
