/** Where a passkey cannot be used at all, the page says what is needed and puts the other ways first. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  atReturn,
  newOwner,
  open,
  openList,
  passkeyButton,
  passkeyNote,
  passkeyStage,
  title,
  usePasskey,
} from './passkey-people.ts';
import { newestCode, newPerson, resultOf, startSession, typeCode } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const stage = passkeyStage({ 'portal.PasskeyDeviceBoundOnly': true });

const ways = (page: Page) => page.locator('.ways b').allTextContents();

async function signInByMail(page: Page, mail: string): Promise<void> {
  await page.locator('form[action$="/email"] button').click();
  await typeCode(page, newestCode(stage.client, mail));
  await atReturn(page);
}

describe('without JavaScript', () => {
  it('the page says that passkeys need it, and the other way leads on', async () => {
    const { userId, mail } = await newOwner(await stage.newPage());
    const page = await stage.newPage({ javaScriptEnabled: false });
    const url = await startSession(stage.client, userId);
    await page.goto(url);
    expect(await page.locator('main').innerText()).toContain('Passkeys need JavaScript');
    await passkeyButton(page).click();
    expect(await page.locator('#error').textContent()).toContain('Passkeys need JavaScript');
    await signInByMail(page, mail);
    expect(await resultOf(stage.client, url)).toBe('verified');
  });

  it('the page that adds one says so too', async () => {
    const { userId, mail } = await newOwner(await stage.newPage());
    const page = await stage.newPage({ javaScriptEnabled: false });
    await page.goto(await startSession(stage.client, userId, { purpose: 'enrol' }));
    await page.locator('form[action$="/email"] button').click();
    await typeCode(page, newestCode(stage.client, mail));
    await page.locator('form[action$="/add-passkey"] button').click();
    expect(await page.locator('main').innerText()).toContain('Passkeys need JavaScript');
    await passkeyButton(page).click();
    expect(await page.locator('#error').textContent()).toContain('Passkeys need JavaScript');
    await page.getByRole('link', { name: 'Back' }).click();
    expect(await title(page)).toBe('Your sign-in methods');
  });
});

describe('a browser that knows no passkeys', () => {
  const forget = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));

  it('has the other way first, and says why when the button is pressed all the same', async () => {
    const { userId, mail } = await newOwner(await stage.newPage());
    const page = await stage.newPage();
    await forget(page);
    const url = await open(stage, page, userId);
    await expect.poll(() => ways(page)).toEqual(['E-mail', 'Passkey']);
    await expect.poll(() => passkeyNote(page).textContent()).toContain('This browser can’t use passkeys');
    await passkeyButton(page).click();
    expect(await passkeyNote(page).getAttribute('class')).toContain('bad');
    await signInByMail(page, mail);
    expect(await resultOf(stage.client, url)).toBe('verified');
  });

  it('reads it on the page that adds one, and finds the way back', async () => {
    const page = await stage.newPage();
    await forget(page);
    await open(stage, page, (await newPerson([])).userId, { purpose: 'enrol' });
    await page.locator('form[action$="/add-passkey"] button').click();
    await expect.poll(() => passkeyNote(page).textContent()).toContain('This browser can’t use passkeys');
    await page.getByRole('link', { name: 'Back' }).click();
    expect(await page.getByRole('link', { name: 'Authenticator app' }).count()).toBe(1);
  });
});

it('on the address by number the page leads to the one by name', async () => {
  const { userId } = await newOwner(await stage.newPage());
  const page = await stage.newPage();
  const url = new URL(await startSession(stage.client, userId));
  const home = url.origin;
  url.hostname = '127.0.0.1';
  await page.goto(url.href);
  // Its first request is refused there too, after which it loads once more.
  await expect.poll(() => passkeyNote(page).textContent()).toContain(`Open ${home} and sign in there`);
  await expect.poll(() => ways(page)).toEqual(['E-mail', 'Passkey']);
});

it('a passkey of another device comes after the other ways where this one has no lock to open', async () => {
  const { userId } = await newOwner(await stage.newPage());
  const page = await stage.newPage();
  await addAuthenticator(page, { transport: 'usb' });
  await open(stage, page, userId);
  await expect.poll(() => ways(page)).toEqual(['E-mail', 'Passkey']);
  expect(await passkeyNote(page).textContent()).toContain('on a device that this one can’t reach');
});

it('a dialogue that nobody answers in time ends with clear words, and the next try counts', async () => {
  const page = await stage.newPage();
  const { userId, authenticator } = await newOwner(page);
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) =>
      get({ ...options, publicKey: { ...options?.publicKey, timeout: 100 } as PublicKeyCredentialRequestOptions });
  });
  await authenticator.touch(false);
  const url = await open(stage, page, userId);
  await passkeyButton(page).click();
  expect(await passkeyNote(page).textContent()).toContain('Follow the steps');
  expect(await passkeyButton(page).getAttribute('aria-disabled')).toBe('true');
  await expect.poll(() => passkeyNote(page).textContent(), { timeout: 15_000 }).toContain('took too long');
  await authenticator.touch(true);
  await passkeyButton(page).click();
  await atReturn(page);
  expect(await resultOf(stage.client, url)).toBe('verified');
});

const LOST = [
  ['got lost on its way', { status: 502 }],
  ['was held back by what stands before the service', { status: 429, json: { message: 'Too Many Requests' } }],
] as const;

it.each(LOST)('an answer that %s is sent again without another touch', async (_how, reply) => {
  const page = await stage.newPage();
  const { userId, authenticator } = await newOwner(page);
  const url = await open(stage, page, userId);
  await page.route('**/passkey', (route) => route.fulfill(reply), { times: 1 });
  await passkeyButton(page).click();
  await expect.poll(() => passkeyNote(page).textContent()).toContain('We didn’t get the answer');
  await authenticator.forget();
  await passkeyButton(page).click();
  await atReturn(page);
  expect(await resultOf(stage.client, url)).toBe('verified');
});

it('a page that says why it took no answer is shown, as for every other form', async () => {
  const page = await stage.newPage();
  const { userId } = await newOwner(page);
  await open(stage, page, userId);
  await page.context().clearCookies();
  await passkeyButton(page).click();
  await expect.poll(() => page.locator('h1').textContent()).toContain('Opened in another browser');
});

it('a made passkey that the service does not take is forgotten by the device', async () => {
  const page = await stage.newPage();
  await openList(stage, page, await newOwner(page));
  const key = await addAuthenticator(page, { transport: 'usb' });
  await page.locator('form[action$="/add-passkey"] button').click();
  await page.waitForURL(/\/add-passkey$/);
  await key.override({ isBadUV: true });
  await usePasskey(page);
  expect(await page.locator('#error').textContent()).toContain('didn’t check your fingerprint, face or PIN');
  await expect.poll(() => key.credentialIds()).toEqual([]);
});

it('where a passkey must stay on one device, one that does not is forgotten again and a key is taken', async () => {
  const page = await stage.newPage();
  const synced = await addAuthenticator(page);
  await open(stage, page, (await newPerson([])).userId, { purpose: 'enrol', appName: 'portal' });
  await page.locator('form[action$="/add-passkey"] button').click();
  await page.waitForURL(/\/add-passkey$/);
  await usePasskey(page);
  expect(await page.locator('#error').textContent()).toContain('Add a security key instead');
  await expect.poll(() => synced.credentialIds()).toEqual([]);
  await synced.remove();
  await addAuthenticator(page, { transport: 'usb', isSynced: false });
  await passkeyButton(page).click();
  await page.waitForURL((url) => url.searchParams.get('added') === 'passkey');
});
