/**
 * With a web ACL browsers speak to CloudFront, and the API is asked under another host name. What a page does by itself
 * (becoming this browser's at sight) must work there as well, or a session stays free for whoever has its address.
 */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { launchChromium } from './chromium.ts';
import { newestCode, newPerson, resultOf, returnUrlOf, startSession, typeCode } from './people.ts';

let client: OtpClient;
let browser: Browser;
let front: Server;

beforeAll(async () => {
  front = createServer((incoming, outgoing) => {
    // The API hears its own name, which is not the public one.
    const { hostname, port, host } = new URL(client.service.url);
    const headers = { ...incoming.headers, host };
    const options = { hostname, port, path: incoming.url, method: incoming.method, headers };
    incoming.pipe(
      request(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  await new Promise<void>((ready) => front.listen(0, '127.0.0.1', ready));
  process.env.PUBLIC_URL = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop'], { returnUrls: [returnUrlOf(client)] });
});
afterAll(async () => {
  delete process.env.PUBLIC_URL;
  await browser?.close();
  front?.close();
  await client?.service.close();
});

it('a page belongs to its browser at sight, and every form of it goes on to work', async () => {
  const { userId, mail } = await newPerson();
  const url = await startSession(client, userId);
  expect(new URL(url).host).not.toBe(new URL(client.service.url).host);
  const page = await browser.newPage({ locale: 'en-US' });
  const binding = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.goto(url);
  expect((await binding).status()).toBe(200);
  // Whoever else has the address now gets nothing, before any button was pressed.
  await expect.poll(async () => (await fetch(url)).status, { timeout: 20_000 }).toBe(403);
  const token = await page.locator('input[name=token]').first().inputValue();
  const cookies = await page.context().cookies(url);
  expect(cookies.map(({ name }) => name.replace(/-[\w-]{12}$/, '-#')).toSorted()).toEqual([
    '__Host-sekisho',
    '__Host-sekisho-#',
  ]);
  expect(token).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  await page.getByRole('button', { name: 'E-mail' }).click();
  await typeCode(page, newestCode(client, mail));
  await page.waitForURL((address) => address.pathname === '/health');
  expect(await resultOf(client, url)).toBe('verified');
});

it('says at once that another browser has the session', async () => {
  const { userId } = await newPerson(['mail']);
  const url = await startSession(client, userId);
  const [first, second] = await Promise.all([
    browser.newPage({ locale: 'en-US' }),
    browser.newPage({ locale: 'en-US' }),
  ]);
  // Both look at it while it is free; the second one's script is held back until the first has it.
  await second.route('**/*.js', async (route) => {
    await expect.poll(async () => (await fetch(url)).status).toBe(403);
    await route.continue();
  });
  const opening = second.goto(url);
  await second.waitForURL(url, { waitUntil: 'commit' });
  await first.goto(url);
  await opening;
  await second.getByRole('heading', { name: 'Opened in another browser' }).waitFor();
});
