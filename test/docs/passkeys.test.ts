/** Runs the example of docs/passkeys.md as a reader would: its page in a real Chromium that has an authenticator, its server as a program. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-files.ts';
import { launchChromium } from '../browser/chromium.ts';
import { startSession } from '../browser/people.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { codeBlocks } from './markdown.ts';
import { end, freePort, shell, startProgram } from './programs.ts';

const blocks = codeBlocks('docs/passkeys.md');
const of = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ code }) => code);
const [ask = '', register = ''] = of('sh');
const PASSKEYS = '/mfa/v1/users/goro/passkeys';

let client: OtpClient;
let browser: Browser;
let app: ChildProcess;
let folder = '';
let port = 0;
let page: Page;
let devTools: CDPSession;
let authenticatorId: string;

beforeAll(async () => {
  [client, browser, port] = await Promise.all([startClient(), launchChromium(), freePort()]);
  expect(JSON.parse(await shell(here(register)))).toMatchObject({ audience: 'DefaultDomain/shop' });
  folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
  writeFileSync(join(folder, 'passkey.html'), of('html')[0] ?? '');
  const file = join(folder, 'passkey-app.mjs');
  writeFileSync(file, here(of('js')[0] ?? ''));
  app = await startProgram(process.execPath, file, port);
  page = await browser.newPage({ locale: 'en-US' });
  devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable', { enableUI: false });
  const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true } as const;
  const person = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  ({ authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, ...person },
  }));
});
afterAll(async () => {
  await end(app);
  rmSync(folder, { recursive: true, force: true });
  await browser?.close();
  await client?.service.close();
});

/** With the addresses of this run in place of those that are printed. */
const here = (code: string) =>
  code.replaceAll('http://localhost:3000', client.service.url).replaceAll('8080', String(port));
const home = () => `http://localhost:${port}`;

/** On our pages, as a person does. */
async function addPasskey(): Promise<void> {
  const fields = { appName: 'shop', purpose: 'enrol', returnUrl: `${home()}/return` };
  await page.goto(await startSession(client, 'goro', fields));
  await page.getByRole('button', { name: 'Passkey' }).click();
  await page.locator('form[data-passkey="create"] button').click();
  await page.locator('.good').waitFor();
}

/** A page that is still making its session its own would take the form away again. */
async function signIn(): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.context().clearCookies();
  await page.goto('about:blank');
  await page.setContent(
    `<form method="post" action="${home()}/sign-in"><input name="userId" value="goro">` +
      '<input name="password" value="goro-password"><button>Sign in</button></form>',
  );
  await page.getByRole('button').click();
}

const use = () => page.getByRole('button', { name: 'Use your passkey' }).click();
/** What the application answers to this browser. */
const entry = () => page.evaluate(async () => (await fetch('/')).status);
const status = () => page.getByRole('status').textContent();
const kept = async () => (await devTools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
const listed = async () =>
  (await client.call('GET', PASSKEYS, { as: ADMIN })).body.passkeys as unknown as readonly { passkeyId: string }[];

test('the document has the blocks that are run here, and no others', () => {
  expect(['sh', 'html', 'js'].map((language) => of(language).length)).toEqual([2, 1, 1]);
  expect(blocks).toHaveLength(4);
});

test('who has no passkey is led another way, to our pages', async () => {
  expect(JSON.parse(await shell(here(ask)))).toMatchObject({ code: 'FACTOR_NOT_ENROLLED' });
  await signIn();
  expect(page.url()).toMatch(`${client.service.url}/mfa/s/`);
});

describe('who has a passkey', () => {
  beforeAll(addPasskey);
  beforeEach(signIn);

  test('is asked with one command, and signs in with one touch', async () => {
    expect(Object.keys(JSON.parse(await shell(here(ask))))).toEqual(['challengeId', 'expiresAt', 'publicKey']);
    expect(await entry(), 'the password alone').toBe(401);
    await use();
    await page.waitForURL(`${home()}/`);
    expect(JSON.parse((await page.locator('body').textContent()) ?? '')).toEqual({
      userId: 'goro',
      amr: ['hwk', 'user'],
    });
  });

  test('and refuses is told that it was not finished, and can try again', async () => {
    await devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await use();
    await expect.poll(status).toContain('not finished');
    await devTools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    expect(await entry()).toBe(401);
  });

  test('whose answer was wrong gets the next question with the refusal', async () => {
    const bogus = (isBogusSignature: boolean) =>
      devTools.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBogusSignature });
    await bogus(true);
    await use();
    await expect.poll(status).toContain('did not work');
    expect(await entry()).toBe(401);
    await bogus(false);
    await use();
    await page.waitForURL(`${home()}/`);
  });

  test('is not signed in by an answer that is sent a second time', async () => {
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/passkey'));
    await use();
    const data = (await sent).postData() ?? '';
    await page.waitForURL(`${home()}/`);
    await signIn();
    const again = await page.evaluate(async (body) => {
      const answer = await fetch('/passkey', { method: 'POST', body });
      return [answer.status, (await answer.json()).code];
    }, data);
    expect([again, await entry()]).toEqual([[422, 'PASSKEY_INVALID'], 401]);
  });

  test('can choose another way at any time', async () => {
    await page.getByRole('link', { name: 'Another way' }).click();
    expect(page.url()).toMatch(`${client.service.url}/mfa/s/`);
  });

  test('that was removed meanwhile gets no entry, and the browser forgets it', async () => {
    const [passkey] = await listed();
    expect(await kept()).toHaveLength(1);
    expect((await client.call('DELETE', `${PASSKEYS}/${passkey?.passkeyId}`, { as: ADMIN })).status).toBe(204);
    await use();
    await page.waitForURL(new RegExp(`^${client.service.url}/mfa/s/`));
    expect(await kept()).toEqual([]);
  });
});
