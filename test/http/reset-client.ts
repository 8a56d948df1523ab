import { generateSync } from 'otplib';
import { expect } from 'vitest';
import type { Answer, OtpClient } from './client.ts';
import { type Enrolling, messagesTo, newPerson } from './enrolment-client.ts';
import { openPages, type PageBrowser } from './page-client.ts';

export const HOUR_MS = 60 * 60 * 1000;

/** A person with addresses and an authenticator app, whose key is known here. */
export interface Owner extends Enrolling {
  /** Base32. */
  readonly secret: string;
}

export async function newOwner(client: OtpClient): Promise<Owner> {
  const person = await newPerson(client);
  const secret = String((await person.askKey()).body.secret_key);
  const asked = { userId: person.userId, deliveryChannel: 'totp' };
  const { correlationId } = (await client.createOtp(asked)).body;
  const confirmed = await client.validateOtp({ ...asked, correlationId, otpCode: generateSync({ secret }) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  client.service.aws?.inbox.clear();
  return { ...person, secret };
}

/** A code of the app of the owner, of now. */
export async function codeOf(client: OtpClient, { userId, secret }: Owner): Promise<Answer> {
  const asked = { userId, deliveryChannel: 'totp' };
  const { correlationId } = (await client.createOtp(asked)).body;
  return client.validateOtp({ ...asked, correlationId, otpCode: generateSync({ secret }) });
}

/** Whoever knows the password asks for a reset on the pages, and sees where that leads. */
export async function askForReset(
  client: OtpClient,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<{ browser: PageBrowser; page: string }> {
  const browser = await openPages(client, userId, fields);
  const asked = await browser.post('reset', { act: 'begin-reset' });
  expect(asked.status).toBe(303);
  return { browser, page: await (await browser.follow(asked)).text() };
}

/** Makes a key by a ready reset and confirms it; the page that this leads to. */
export async function addKeyByReset(browser: PageBrowser): Promise<{ answer: Response; secret: string }> {
  const made = await browser.post('add-totp', { act: 'start' });
  const page = await (await browser.follow(made)).text();
  const secret = /<code class="key"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1]?.replaceAll(' ', '') ?? '';
  if (secret === '') return { answer: made, secret };
  return { answer: await browser.post('add-totp', { act: 'check', code: generateSync({ secret }) }), secret };
}

/** What stands first in the last mail to an address, up to the first blank line. */
export function lastMail(client: OtpClient, address: string): string {
  return messagesTo(client, address)[0]?.text ?? '';
}
