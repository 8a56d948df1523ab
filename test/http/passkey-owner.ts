import { generateSync } from 'otplib';
import { expect } from 'vitest';
import type { Passkey } from '../../functions/core/passkeys/passkey.ts';
import type { prove, Twist } from '../unit/core/passkeys/software-authenticator.ts';
import { ADMIN, type Answer, type OtpClient } from './client.ts';
import { openPages, type PageBrowser, type PasskeyOptions, passkeyOptions, postPasskey } from './page-client.ts';
import { givePasskey, originOf, type TestPasskey } from './passkey-client.ts';
import { putUser } from './put-user.ts';

const OWNER_PASSWORD = 'password-of-the-owner';
let owners = 0;

/** A person with a mail address, a phone and a passkey. */
export interface Owner {
  readonly userId: string;
  readonly mail: string;
  readonly phone: string;
  readonly key: TestPasskey;
}

export async function newOwner(fields: Partial<Passkey> = {}, domain?: string): Promise<Owner> {
  owners += 1;
  const userId = `passkey-owner-${owners}`;
  const mail = `${userId}@example.com`;
  const phone = `+8180${String(10_000_000 + owners)}`;
  await putUser({ userId, language: 'en', attributes: { mail, mobile: phone } }, OWNER_PASSWORD, domain);
  return { userId, mail, phone, key: await givePasskey(userId, fields, domain) };
}

/** The question that stands in the first page, or in a page to add a passkey. */
export async function askedOn(browser: PageBrowser, step?: string): Promise<PasskeyOptions> {
  const page = await (await browser.get(step)).text();
  return passkeyOptions(page) ?? expect.fail(`no passkey is asked for: ${page.slice(0, 2000)}`);
}

/** What the passkey makes of the question in the first page. */
export async function answerOn(
  client: OtpClient,
  browser: PageBrowser,
  key: TestPasskey,
  twist: Twist = {},
): Promise<ReturnType<typeof prove>> {
  return key.answer((await askedOn(browser)).challenge, originOf(client), twist);
}

/** A sign-in with the passkey, and what the application is told. */
export async function signIn(
  client: OtpClient,
  { userId, key }: Pick<Owner, 'userId' | 'key'>,
  fields: Record<string, unknown> = {},
): Promise<Answer> {
  const browser = await openPages(client, userId, fields);
  await postPasskey(browser, 'passkey', await answerOn(client, browser, key));
  // Whose only way this is.
  await browser.post(undefined, { act: 'later' });
  return browser.result();
}

/** An enrolment in which the person has shown his passkey. */
export async function provenEnrolment(
  client: OtpClient,
  { userId, key }: Pick<Owner, 'userId' | 'key'>,
  fields: Record<string, unknown> = {},
): Promise<PageBrowser> {
  const browser = await openPages(client, userId, { purpose: 'enrol', ...fields });
  expect((await postPasskey(browser, 'passkey', await answerOn(client, browser, key))).status).toBe(200);
  return browser;
}

/** Connects an authenticator app; its key in Base32. */
export async function addTotp(browser: PageBrowser): Promise<string> {
  await browser.post('add-totp', { act: 'start' });
  const page = await (await browser.get('add-totp')).text();
  const secret = /secret=([A-Z2-7]+)/.exec(page)?.[1] ?? expect.fail('no key is shown');
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  const reply = await browser.post('add-totp', { act: 'check', code });
  expect(reply.headers.get('location')).toContain('added=totp');
  return secret;
}

/** The passkeys that stand in the directory. */
export async function passkeysOf(client: OtpClient, userId: string): Promise<readonly Record<string, unknown>[]> {
  const { status, body } = await client.call('GET', `/mfa/v1/users/${userId}/passkeys`, { as: ADMIN });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.passkeys as unknown as Record<string, unknown>[];
}
