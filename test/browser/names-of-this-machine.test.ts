/**
 * The local run has several names, and announces the one that browsers can bind a passkey to. Who comes by the address of the machine
 * gets the same pages: everything works there but passkeys.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { launchChromium } from './chromium.ts';
import { newestCode, newPerson, resultOf, returnUrlOf, startSession, typeCode } from './people.ts';

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

it.each(['localhost', '127.0.0.1'])('a person who comes by %s proves a factor and is led home', async (name) => {
  const { userId, mail } = await newPerson();
  const url = await startSession(client, userId);
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(url.replace('localhost', name));
  expect(new URL(page.url()).hostname).toBe(name);
  await page.getByRole('button', { name: 'E-mail' }).click();
  await typeCode(page, newestCode(client, mail));
  await page.waitForURL((address) => address.pathname === '/health');
  expect(await resultOf(client, url)).toBe('verified');
});

it('a browser makes a passkey for the name that is announced, and none for an address', async () => {
  const page = await browser.newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
  });
  const made = async (host: string): Promise<string> => {
    const url = client.service.url.replace('localhost', host);
    await page.goto(`${url}/health`);
    return page.evaluate(async (id) => {
      const publicKey: PublicKeyCredentialCreationOptions = {
        challenge: new Uint8Array(32),
        rp: { id, name: 'Sekisho' },
        user: { id: new Uint8Array(32), name: 'alice', displayName: 'alice' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      };
      return navigator.credentials.create({ publicKey }).then(
        () => 'made',
        ({ name }: DOMException) => name,
      );
    }, host);
  };
  expect(process.env.PASSKEY_RP_ID).toBe('localhost');
  expect([await made('localhost'), await made('127.0.0.1')]).toEqual(['made', 'SecurityError']);
});
