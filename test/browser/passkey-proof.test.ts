/** What an authenticator may answer, and what becomes of it on the pages: who is refused reads why and has other ways. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  atReturn,
  error,
  newOwner,
  noticesTo,
  open,
  passkeyButton,
  passkeyNote,
  passkeyStage,
  usePasskey,
} from './passkey-people.ts';
import { resultOf } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const stage = passkeyStage();

async function signIn(page: Page, userId: string): Promise<string> {
  const url = await open(stage, page, userId);
  await passkeyButton(page).click();
  await atReturn(page);
  return resultOf(stage.client, url);
}

const otherWays = (page: Page) => page.locator('.ways form[action$="/email"] button').count();

it('one press of the button leads back to the application', async () => {
  const page = await stage.newPage();
  const { userId, authenticator } = await newOwner(page);
  expect(await signIn(page, userId)).toBe('verified');
  expect(await authenticator.credentialIds(), 'the browser was told that it still counts').toHaveLength(1);
});

describe('an answer is refused, and the next one counts,', () => {
  it.each([
    ['without a fingerprint, face or PIN', { isBadUV: true }, 'didn’t check your fingerprint, face or PIN'],
    ['with a signature of something else', { isBogusSignature: true }, 'couldn’t be verified'],
    ['that nobody touched a key for', { isBadUP: true }, 'couldn’t be verified'],
  ])('%s', async (_name, bits, words) => {
    const page = await stage.newPage();
    const { userId, mail, authenticator } = await newOwner(page);
    const url = await open(stage, page, userId);
    await authenticator.override(bits);
    await usePasskey(page);
    expect(await error(page)).toContain(words);
    expect(await otherWays(page)).toBe(1);
    expect(await resultOf(stage.client, url)).not.toBe('verified');
    expect(noticesTo(stage.client, mail)).toBe('');
    await authenticator.override({});
    await passkeyButton(page).click();
    await atReturn(page);
    expect(await resultOf(stage.client, url)).toBe('verified');
  });
});

describe('a passkey that is on one device only', () => {
  it('is refused after its counter went back, and its owner is told by mail', async () => {
    const page = await stage.newPage();
    const { userId, mail, authenticator } = await newOwner(page, { isSynced: false, transport: 'usb' });
    expect(await signIn(page, userId)).toBe('verified');
    await authenticator.change({ signCount: 1 });
    const url = await open(stage, page, userId);
    await usePasskey(page);
    expect(await error(page)).toContain('there may be a copy of it');
    expect(await otherWays(page)).toBe(1);
    expect(await resultOf(stage.client, url)).not.toBe('verified');
    expect(noticesTo(stage.client, mail)).toMatch(/passkey/i);
  });

  it('still counts when it becomes a synced one, and its owner is told by mail', async () => {
    const page = await stage.newPage();
    const { userId, mail, authenticator } = await newOwner(page, { isSynced: false });
    await authenticator.change({ backupEligibility: true, backupState: true });
    expect(await signIn(page, userId)).toBe('verified');
    expect(noticesTo(stage.client, mail)).toMatch(/passkey/i);
  });
});

describe('a synced passkey', () => {
  it('is never refused for its counter', async () => {
    const page = await stage.newPage();
    const { userId, mail, authenticator } = await newOwner(page);
    for (const signCount of [9, 0, 0]) {
      await authenticator.change({ signCount });
      expect(await signIn(page, userId), `counter ${signCount}`).toBe('verified');
    }
    expect(noticesTo(stage.client, mail)).toBe('');
  });

  it.each([
    { backupEligibility: true, backupState: false },
    { backupEligibility: false, backupState: false },
  ])('is not refused for saying of itself another time %j', async (flags) => {
    const page = await stage.newPage();
    const { userId, authenticator } = await newOwner(page);
    await authenticator.change({ ...flags, signCount: 1 });
    expect(await signIn(page, userId)).toBe('verified');
  });
});

describe('a person whom the device does not recognise', () => {
  it('reads that nothing was used, has his other ways, and gets in with another authenticator', async () => {
    const page = await stage.newPage();
    const { userId, made, authenticator } = await newOwner(page);
    const url = await open(stage, page, userId);
    await authenticator.override({ isBogusSignature: true });
    await usePasskey(page);
    await authenticator.override({});
    await authenticator.refuse();
    await passkeyButton(page).click();
    await expect.poll(() => passkeyNote(page).textContent()).toContain('Your passkey wasn’t used');
    expect(await page.locator('#error').count(), 'what was wrong with the try before').toBe(0);
    expect(await otherWays(page)).toBe(1);
    expect(await passkeyButton(page).getAttribute('aria-disabled')).toBeNull();
    await authenticator.remove();
    await (await addAuthenticator(page)).keep(made);
    await passkeyButton(page).click();
    await atReturn(page);
    expect(await resultOf(stage.client, url)).toBe('verified');
  });

  it('who removed the passkey on his device reads that it may not be there', async () => {
    const page = await stage.newPage();
    const { userId, authenticator } = await newOwner(page);
    await authenticator.forget();
    await open(stage, page, userId);
    await passkeyButton(page).click();
    await expect.poll(() => passkeyNote(page).textContent()).toContain('isn’t on this device');
    expect(await otherWays(page)).toBe(1);
  });
});
