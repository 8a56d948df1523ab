import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { givePasskey, type TestPasskey } from '../http/passkey-client.ts';
import { launchChromium } from './chromium.ts';
import { newPerson, openSession, type Person, returnUrlOf, startSession } from './people.ts';
import { addAuthenticator, type Making, type VirtualAuthenticator } from './virtual-authenticator.ts';

interface Stage {
  readonly client: OtpClient;
  /** A page in a browser of its own; one that complains in its console fails the test. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
}

/** One service and one browser for all tests of a file. */
export function passkeyStage(settings: Record<string, unknown> = {}): Stage {
  let client: OtpClient;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [client, browser] = await Promise.all([startClient(), launchChromium()]);
    await register(client, ['shop', 'portal'], { returnUrls: [returnUrlOf(client)] });
    await client.settings({ MaxSendAttempts: 0, ...settings });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0), 'in the console').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await client?.service.close();
  });

  return {
    get client() {
      return client;
    },
    async newPage(options = {}) {
      const context = await browser.newContext({ locale: 'en-US', ...options });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      context.on('weberror', (error) => complaints.push(error.error().message));
      context.on('console', (message) => void (isComplaint(message) && complaints.push(message.text())));
      return context.newPage();
    },
  };
}

/** The browser's own line about an answer of 4xx is no complaint of the page. */
function isComplaint(message: { type(): string; text(): string }): boolean {
  return message.type() === 'error' && !message.text().startsWith('Failed to load resource: the server responded');
}

/** Begins a session in this browser and waits until it is this browser's. */
export async function open(
  { client }: Pick<Stage, 'client'>,
  page: Page,
  userId: string,
  fields: object = {},
): Promise<string> {
  const url = await startSession(client, userId, fields);
  await openSession(page, url);
  return url;
}

export const passkeyButton = (page: Page) => page.locator('form[data-passkey] button');
/** What the page says below that button. */
export const passkeyNote = (page: Page) => page.locator('form[data-passkey] p[role=status]');
export const title = (page: Page) => page.locator('h1').textContent();
export const error = (page: Page) => page.locator('#error').textContent();
export const atReturn = (page: Page) => page.waitForURL((url) => url.pathname === '/health');

/** From the list of one's methods to the passkey that stands there; the pages may be of either language. */
export async function makePasskey(page: Page): Promise<void> {
  await page.locator('form[action$="/add-passkey"] button').click();
  await page.waitForURL(/\/add-passkey$/);
  await passkeyButton(page).click();
  await page.waitForURL((url) => url.searchParams.get('added') === 'passkey');
}

/** Presses the button of the first page and waits for the page that it leads to. */
export async function usePasskey(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load');
  await passkeyButton(page).click();
  await loaded;
}

export interface Owner extends Person {
  readonly made: TestPasskey;
  readonly authenticator: VirtualAuthenticator;
}

/** A person with an address and a passkey that an authenticator of this page keeps. */
export async function newOwner(page: Page, making: Making = {}): Promise<Owner> {
  const person = await newPerson(['mail']);
  const { isSynced = true, transport = 'internal' } = making;
  const fields = { transports: [transport], isBackupEligible: isSynced, isBackedUp: isSynced, signCount: 5 };
  const made = await givePasskey(person.userId, fields);
  const authenticator = await addAuthenticator(page, making);
  await authenticator.keep(made);
  return { ...person, made, authenticator };
}

/** Opens the list of the person's methods, after the proof that it asks for. */
export async function openList(stage: Pick<Stage, 'client'>, page: Page, { userId }: Person): Promise<string> {
  const url = await open(stage, page, userId, { purpose: 'enrol' });
  await usePasskey(page);
  await page.locator('.mine').first().waitFor();
  return url;
}

/** Subjects and texts of what was sent to this address. */
export function noticesTo({ service }: OtpClient, to: string): string {
  return (service.aws?.inbox.list(to) ?? []).map(({ subject, text }) => `${subject}: ${text}`).join('\n');
}
