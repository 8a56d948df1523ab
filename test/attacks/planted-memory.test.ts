/**
 * The attack: disarm somebody by what his browser is told of him. Whoever has the password hides the passkey on the first
 * page, hides one way after the other until none is left, writes himself a cookie that hides everything or marks the
 * weakest way, or brings the cookie of another browser along to learn who sat before it. A memory is for the order of one
 * page in one browser: nothing is decided by it, and the account does not know of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEXTS } from '../../functions/journey/pages/texts/index.ts';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { answerOn, newOwner, signIn } from '../http/passkey-owner.ts';

const MEMORY = '__Host-sekisho-here';
const MARK = TEXTS.en.marks.last;

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo']);
});
afterAll(() => client.service.close());

/** The rows of the first page, and the rows that it can show again. */
async function rowsOf(browser: PageBrowser): Promise<{ shown: string[]; hidden: string[]; page: string }> {
  const page = await (await browser.get()).text();
  const [rows = ''] = /<ul class="ways">[\s\S]*?<\/ul>/.exec(page) ?? [];
  const shown = [...rows.matchAll(/action="[^"]*\/(\w+)"/g)].map(([, step = '']) => step);
  const [again = ''] = /<form[^>]*>(?:<input[^>]*>)*<input[^>]*value="show">[\s\S]*?<\/form>/.exec(page) ?? [];
  return { shown, hidden: [...again.matchAll(/name="method" value="(\w+)"/g)].map(([, method = '']) => method), page };
}

test('what a thief with the password hides is hidden from himself, and still proves its owner everywhere', async () => {
  const owner = await newOwner();
  const thief = await openPages(client, owner.userId);
  expect((await rowsOf(thief)).shown).toEqual(['passkey', 'sms', 'email']);
  await thief.post(undefined, { act: 'hide', method: 'passkey' });
  expect(await rowsOf(thief)).toMatchObject({ shown: ['sms', 'email'], hidden: ['passkey'] });
  const elsewhere = await openPages(client, owner.userId);
  expect((await rowsOf(elsewhere)).shown).toEqual(['passkey', 'sms', 'email']);
  expect((await signIn(client, owner)).status).toBe(200);
});

test('the owner whose passkey was hidden in his own browser uses it there, and finds it first the next time', async () => {
  const owner = await newOwner();
  const browser = await openPages(client, owner.userId);
  const answer = await answerOn(client, browser, owner.key);
  await browser.post(undefined, { act: 'hide', method: 'passkey' });
  await postPasskey(browser, 'passkey', answer);
  expect((await browser.result()).status).toBe(200);
  const next = await rowsOf(await openPages(client, owner.userId, {}, browser.cookies));
  expect(next).toMatchObject({ shown: ['passkey', 'sms', 'email'], hidden: [] });
  expect(next.page).toContain(MARK);
});

test('the last way stays, however it is asked for, and each comes back', async () => {
  const { userId } = await newOwner();
  const browser = await openPages(client, userId);
  for (const method of ['sms', 'passkey', 'email', 'totp', '', 'constructor']) {
    expect((await browser.post(undefined, { act: 'hide', method })).status).toBe(303);
  }
  expect(await rowsOf(browser)).toMatchObject({ shown: ['email'], hidden: ['passkey', 'sms'] });
  await browser.post(undefined, { act: 'show', method: 'passkey' });
  expect(await rowsOf(browser)).toMatchObject({ shown: ['passkey', 'email'], hidden: ['sms'] });
});

test('a cookie that the service did not make is as good as none', async () => {
  const { userId } = await newOwner();
  const browser = await openPages(client, userId);
  await browser.post(undefined, { act: 'hide', method: 'passkey' });
  const real = browser.cookies.get(MEMORY) ?? expect.fail('nothing is remembered');
  for (const forged of [
    real.replace('~k~', '~s~'),
    real.slice(0, -1),
    'x',
    '',
    `${real}.${real}`,
    '%00',
    'a'.repeat(5000),
  ]) {
    browser.cookies.set(MEMORY, forged);
    expect((await rowsOf(browser)).shown, forged).toEqual(['passkey', 'sms', 'email']);
  }
  browser.cookies.set(MEMORY, real);
  expect((await rowsOf(browser)).shown).toEqual(['sms', 'email']);
});

test('the cookie tells nobody who was here: it has no name, and other people see nothing of it', async () => {
  const [owner, other] = [await newOwner(), await newOwner()];
  const browser = await openPages(client, owner.userId);
  await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  expect(browser.cookies.get(MEMORY)).not.toContain(owner.userId);
  const page = await rowsOf(await openPages(client, other.userId, {}, browser.cookies));
  expect(page.page).not.toContain(MARK);
  expect(page.page).not.toContain(owner.userId);
});

test('a form of another site hides nothing', async () => {
  const { userId } = await newOwner();
  const browser = await openPages(client, userId);
  const hide = { act: 'hide', method: 'passkey' };
  expect((await browser.post(undefined, hide, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await browser.post(undefined, { ...hide, token: 'forged' })).status).toBe(403);
  expect((await rowsOf(browser)).shown).toEqual(['passkey', 'sms', 'email']);
});
