import { expect } from 'vitest';
import { register } from './applications.ts';
import { ADMIN, type OtpClient } from './client.ts';
import { type PageBrowser, pageBrowser, postPasskey } from './page-client.ts';
import { givePasskey, type TestPasskey } from './passkey-client.ts';
import { answerOn } from './passkey-owner.ts';
import { DOMAINS } from './token-client.ts';

/** With an account here, whose passkey nobody can use any more, and one in Guests, whose passkey is at hand. */
export interface LinkedPerson {
  readonly userId: string;
  readonly other: string;
  readonly key: TestPasskey;
}

/** What is younger helps with no other account. */
export const LONG_AGO = { createdAtMs: Date.now() - 100 * 3_600_000 };

let people = 0;

export async function startLinkedDomains(client: OtpClient): Promise<void> {
  const body = { name: 'Guests', displayName: 'Guest accounts', purpose: 'Meeting rooms' };
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
  await register(client, ['demo'], { rights: ['other-domains'] });
}

export async function linkedPerson(client: OtpClient, { isLinked = true } = {}): Promise<LinkedPerson> {
  people += 1;
  const [userId, other] = [`here-${people}`, `there-${people}`];
  await makeAccount(client, userId, 'DefaultDomain');
  await makeAccount(client, other, 'Guests');
  await givePasskey(userId);
  const key = await givePasskey(other, LONG_AGO, 'Guests');
  if (isLinked) await link(client, userId, other);
  return { userId, other, key };
}

/** Made as an administrator makes it, so that it has a generation. */
export async function makeAccount(client: OtpClient, userId: string, domain: string, fields = {}): Promise<void> {
  const body = { language: 'en', attributes: { mail: `${userId}@example.com` }, ...fields };
  const path = `/mfa/v1/users/${userId}?domain=${domain}`;
  expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
}

export async function link(client: OtpClient, userId: string, other: string, method = 'PUT'): Promise<void> {
  const options = { as: ADMIN, headers: { 'sekisho-reason': 'a test' } };
  const path = `/mfa/v1/users/${userId}/links`;
  const done =
    method === 'PUT'
      ? await client.call('PUT', path, { ...options, body: { domain: 'Guests', userId: other } })
      : await client.call('DELETE', `${path}?linkedDomain=Guests&linkedUserId=${other}`, options);
  expect(done.status).toBe(204);
}

/** Presses the button; the same browser on the pages of the linked account. */
export async function startHelp(client: OtpClient, browser: PageBrowser): Promise<PageBrowser> {
  const page = await (await browser.get('linked')).text();
  const to = /name="to" value="([^"]+)"/.exec(page)?.[1] ?? expect.fail(page.slice(0, 2_000));
  const begun = await browser.post('linked', { act: 'start', to });
  const id = /^\/mfa\/s\/([\w-]{32})$/.exec(begun.headers.get('location') ?? '')?.[1];
  if (id === undefined) expect.fail(`${begun.status} ${begun.headers.get('location')}`);
  const there = pageBrowser(client, id, browser.cookies);
  await there.get();
  return there;
}

export async function proveThere(client: OtpClient, there: PageBrowser, { key }: LinkedPerson) {
  return postPasskey(there, 'passkey', await answerOn(client, there, key));
}
