import { generateKeyPair } from 'jose';
import { expect } from 'vitest';
import { type Answer, type OtpClient, SECRET_KEY } from './client.ts';
import { registration } from './push-client.ts';
import { putUser } from './put-user.ts';

/** A person as this suite meets him: with a password, and at most addresses. */
export interface Enrolling {
  readonly userId: string;
  readonly password: string;
  readonly mail: string;
  readonly phone: string;
  /** Asks with nothing but the password. */
  askCode(): Promise<Answer>;
  askKey(): Promise<Answer>;
}

const PASSWORD = 'stolen-password';
let people = 0;

/** A new person, with both addresses unless told. */
export async function newPerson(client: OtpClient, attributes?: Record<string, string>): Promise<Enrolling> {
  people += 1;
  const userId = `enrolling-${people}`;
  const mail = `${userId}@example.com`;
  const phone = `+8190${String(10_000_000 + people)}`;
  await putUser({ userId, attributes: attributes ?? { mail, mobile: phone } }, PASSWORD);
  const as = `${userId}:${PASSWORD}`;
  return {
    userId,
    password: PASSWORD,
    mail,
    phone,
    askCode: () => client.call('POST', `/mfa/v1/users/${userId}/device-enrolments`, { as }),
    askKey: () => client.call('POST', SECRET_KEY, { as }),
  };
}

/** A new device that comes with this code. */
export async function register(client: OtpClient, code: string): Promise<Answer> {
  const keys = await generateKeyPair('ES256', { extractable: true });
  return client.call('POST', '/mfa/v1/devices', { body: { registration: await registration(keys, { code }) } });
}

export async function devicesOf(client: OtpClient, userId: string): Promise<unknown[]> {
  const answer = await client.call('GET', `/mfa/v1/users/${userId}/devices`, { as: 'admin:admin-password' });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.devices as unknown as unknown[];
}

export function messagesTo(client: OtpClient, address: string): readonly { readonly text: string }[] {
  return client.service.aws?.inbox.list(address) ?? [];
}

/** The codes that end what was begun, the newest first. */
export function cancelCodes(client: OtpClient, address: string): string[] {
  return messagesTo(client, address).flatMap(({ text }) => text.match(/[0-9A-Z]{5}-[0-9A-Z]{5}/g) ?? []);
}

/** The form of the page on which a person says that it was not he. */
export function sayNotMe(
  client: OtpClient,
  code: string,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<Response> {
  const body = new URLSearchParams({ code });
  return fetch(`${client.service.url}/mfa/not-me`, { method: 'POST', headers, body });
}
