/** Password managers answer in the place of the browser, and some hand out less than it does: their passkeys are added too. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { launchChromium } from './chromium.ts';
import { newPerson, returnUrlOf, startSession } from './people.ts';

let client: OtpClient;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop'], { returnUrls: [returnUrlOf(client)] });
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});

/** A page whose browser has a passkey store, and runs this before anything else. */
async function pageWith(manager: () => void): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US' });
  contexts.push(context);
  await context.addInitScript(manager);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('WebAuthn.enable', { enableUI: false });
  const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true } as const;
  const person = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await devTools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...person } });
  return page;
}

it.each([
  [
    'has none of the methods of Level 2',
    () => {
      const prototype: Partial<AuthenticatorAttestationResponse> = AuthenticatorAttestationResponse.prototype;
      delete prototype.getPublicKey;
      delete prototype.getPublicKeyAlgorithm;
      delete prototype.getAuthenticatorData;
      delete prototype.getTransports;
    },
  ],
  [
    'has methods that fail',
    () => {
      const fail = () => {
        throw new TypeError('Illegal invocation');
      };
      const methods = {
        getPublicKey: fail,
        getPublicKeyAlgorithm: fail,
        getAuthenticatorData: fail,
        getTransports: fail,
      };
      Object.assign(AuthenticatorAttestationResponse.prototype, methods);
      Object.assign(PublicKeyCredential.prototype, { toJSON: fail, getClientExtensionResults: fail });
    },
  ],
] as const)('a passkey is added where what answers %s', async (_what, manager) => {
  const { userId } = await newPerson([]);
  const page = await pageWith(manager);
  await page.goto(await startSession(client, userId, { purpose: 'enrol' }));
  await page.getByRole('button', { name: 'Passkey' }).click();
  await page.locator('form[data-passkey="create"] button').click();
  expect(await page.locator('.good').textContent()).toBe('Your passkey was added.');
  await page.locator('form[data-passkey="get"] button').click();
  await page.locator('form[data-passkey="get"]').waitFor({ state: 'detached' });
  expect(await page.locator('h1').textContent()).toBe('Your sign-in methods');
});
