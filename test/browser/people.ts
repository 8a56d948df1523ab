import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { CLIENT, type OtpClient, SECRET_KEY } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';
import { SESSIONS } from '../http/session-client.ts';

/** Where the pages lead to in these tests; it only has to be somewhere else. */
export const returnUrlOf = (client: OtpClient): string => `${client.service.url}/health`;

let people = 0;

export interface Person {
  readonly userId: string;
  readonly mail: string;
  readonly mobile: string;
}

/** A new person, so that no test counts in the lock or the sending budget of another. */
export async function newPerson(has: readonly ('mail' | 'mobile')[] = ['mail', 'mobile']): Promise<Person> {
  people += 1;
  const number = String(people).padStart(4, '0');
  const person = { userId: `yamada-${people}`, mail: `p${number}@example.com`, mobile: `+8190${1000 + people}5678` };
  const attributes = Object.fromEntries(has.map((name) => [name, person[name]]));
  await putUser({ userId: person.userId, language: 'en', attributes }, 'password');
  return person;
}

/** The address of a new session. */
export async function startSession(client: OtpClient, userId: string, fields: object = {}): Promise<string> {
  const body = { userId, appName: 'shop', returnUrl: returnUrlOf(client), ...fields };
  const answer = await client.call('POST', SESSIONS, { as: CLIENT, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return String(answer.body.url);
}

/**
 * Opens a new session and waits until it is this browser's, which the script of its first page brings about: whoever
 * leaves that page before, by a link or an address, has lost the session.
 */
export async function openSession(page: Page, url: string): Promise<void> {
  const bound = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await Promise.all([bound, page.goto(url)]);
}

/** What the application gets when the browser has come back. */
export async function resultOf(client: OtpClient, sessionUrl: string): Promise<string> {
  const id = sessionUrl.slice(sessionUrl.lastIndexOf('/') + 1);
  const { status, body } = await client.call('POST', `${SESSIONS}/${id}/result`, { as: CLIENT });
  return status === 200 ? 'verified' : String(body.code);
}

/** The code of the newest message to this address or number. */
export function newestCode(client: OtpClient, to: string): string {
  const text = client.service.aws?.inbox.list(to)[0]?.text ?? '';
  return /\d{6}/.exec(text)?.[0] ?? `no code in "${text}"`;
}

export function messagesTo(client: OtpClient, to: string): number {
  return client.service.aws?.inbox.list(to).length ?? 0;
}

/** Gives the person an authenticator app. The time of its codes is `nowMs` plus how far its clock is off. */
export async function newAuthenticator(client: OtpClient, { userId }: Person): Promise<(offMs?: number) => string> {
  const { status, body } = await client.call('POST', SECRET_KEY, { as: `${userId}:password` });
  expect(status, JSON.stringify(body)).toBe(200);
  const secret = String(body.secret_key);
  const codeAt = (offMs = 0): string => generateSync({ secret, epoch: Math.floor((Date.now() + offMs) / 1000) });
  const { body: begun } = await client.createOtp({ userId, deliveryChannel: 'totp' });
  // A code of the past confirms it, so that the current one is still unused.
  const fields = { userId, otpCode: codeAt(-60_000), deliveryChannel: 'totp', correlationId: begun.correlationId };
  expect((await client.validateOtp(fields)).status).toBe(200);
  return codeAt;
}

/** Types a code and sends it, as every page with a code has it. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').fill(code);
  await page.locator('form:has(#code) button').click();
}
