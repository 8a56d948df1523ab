/** An answer of a real browser where it does not belong: sent again, in another session, on another site, by another person. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import {
  atReturn,
  error,
  newOwner,
  open,
  openList,
  passkeyButton,
  passkeyStage,
  title,
  usePasskey,
} from './passkey-people.ts';
import { resultOf } from './people.ts';
import { addAuthenticator } from './virtual-authenticator.ts';

const stage = passkeyStage();

/** Takes what the page is about to send, and keeps it from the service. */
async function catchAnswer(page: Page): Promise<string> {
  const caught = page.waitForRequest((request) => request.method() === 'POST');
  await page.route('**/passkey', (route) => route.fulfill({ json: { next: '#' } }));
  await passkeyButton(page).click();
  const answer = new URLSearchParams((await caught).postData() ?? '').get('answer');
  // The script goes where it is told, and would break off what comes next.
  await page.waitForURL((url) => url.href.endsWith('#'));
  await page.unroute('**/passkey');
  return answer ?? '';
}

/** Sends an answer as the script of this page does; the status of the reply and the message that it leads to. */
function sendAnswer(page: Page, answer: string): Promise<[status: number, error: string | null]> {
  return page.evaluate(async (text) => {
    const form = [...document.forms].find(({ action }) => action.endsWith('/passkey')) ?? document.forms[0];
    const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    fields.set('act', 'check');
    fields.set('answer', text);
    const action = form?.action.replace(/(\/mfa\/s\/[^/]+).*/, '$1/passkey') ?? '';
    const headers = { accept: 'application/json' };
    const reply = await fetch(action, { method: 'POST', headers, body: fields });
    const { next } = (await reply.json()) as { next: string };
    return [reply.status, new URL(next, location.href).searchParams.get('error')];
  }, answer);
}

it('an answer that was used is worth nothing a second time', async () => {
  const page = await stage.newPage();
  const owner = await newOwner(page);
  const sent = page.waitForRequest((request) => (request.postData() ?? '').includes('answer='));
  await openList(stage, page, owner);
  const answer = new URLSearchParams((await sent).postData() ?? '').get('answer') ?? '';
  expect(await sendAnswer(page, answer)).toEqual([409, 'stale']);
  const url = await open(stage, page, owner.userId);
  expect(await sendAnswer(page, answer)).toEqual([422, 'stale']);
  expect(await resultOf(stage.client, url)).not.toBe('verified');
});

it('an answer for one session is refused in another one, and still counts in its own', async () => {
  const page = await stage.newPage();
  const { userId } = await newOwner(page);
  const first = await open(stage, page, userId);
  const answer = await catchAnswer(page);
  const second = await open(stage, page, userId);
  expect(await sendAnswer(page, answer)).toEqual([422, 'stale']);
  expect(await resultOf(stage.client, second)).not.toBe('verified');
  await page.goto(first);
  expect(await sendAnswer(page, answer)).toEqual([200, null]);
  expect(await resultOf(stage.client, first)).toBe('verified');
});

it('a site beside ours that passes our question on gets an answer that we refuse', async () => {
  const page = await stage.newPage();
  const { userId } = await newOwner(page);
  const url = await open(stage, page, userId);
  const options = (await page.locator('form[data-passkey]').getAttribute('data-options')) ?? '';
  // Of the same RP ID, so the browser lets it ask: nothing but the origin in the answer tells it from us.
  await page.goto(await siteBesideOurs());
  const answer = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(json));
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    return JSON.stringify(credential);
  }, options);
  await page.goto(url);
  expect(await sendAnswer(page, answer)).toEqual([422, 'passkeyWrong']);
  expect(await resultOf(stage.client, url)).not.toBe('verified');
});

async function siteBesideOurs(): Promise<string> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>Hello'));
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  onTestFinished(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

it('the passkey of another person is refused, and stays on his device', async () => {
  const page = await stage.newPage();
  const victim = await newOwner(page);
  const elsewhere = await stage.newPage();
  const other = await newOwner(elsewhere);
  // As a keeper of passwords answers that looks at the name of the site alone.
  const [asked, kept] = [victim, other].map(({ made }) => made.passkey.credentialId);
  await elsewhere.route('**/mfa/s/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(String(asked), String(kept)) });
  });
  const url = await open(stage, elsewhere, victim.userId);
  await usePasskey(elsewhere);
  expect(await error(elsewhere)).toContain('couldn’t be verified');
  expect(await resultOf(stage.client, url)).not.toBe('verified');
  expect(await other.authenticator.credentialIds()).toEqual([kept]);
});

it('of two tabs of one sign-in the second one finds it done', async () => {
  const page = await stage.newPage();
  const { userId, made } = await newOwner(page);
  const url = await open(stage, page, userId);
  const second = await page.context().newPage();
  await (await addAuthenticator(second)).keep(made);
  await second.goto(url);
  await passkeyButton(page).click();
  await atReturn(page);
  expect(await resultOf(stage.client, url)).toBe('verified');
  await passkeyButton(second).click();
  await atReturn(second);
});

it('of two tabs that add a passkey the one that began last counts, and the other device forgets its own', async () => {
  const page = await stage.newPage();
  const owner = await newOwner(page);
  const url = await openList(stage, page, owner);
  const add = 'form[action$="/add-passkey"] button';
  const second = await page.context().newPage();
  await second.goto(url);
  await page.locator(add).click();
  await second.locator(add).click();
  await second.waitForURL(/\/add-passkey$/);
  const keys = await Promise.all([page, second].map((one) => addAuthenticator(one, { transport: 'usb' })));
  // Browsers make passkeys in the tab that is in front.
  await page.bringToFront();
  await usePasskey(page);
  expect(await error(page)).toMatch(/another window|couldn’t be verified/);
  await expect.poll(() => keys[0]?.credentialIds()).toEqual([]);
  await second.bringToFront();
  await passkeyButton(second).click();
  await second.waitForURL((address) => address.searchParams.get('added') === 'passkey');
  expect(await second.locator('.mine b').count()).toBe(3);
});

it('a double click asks once and sends once', async () => {
  const page = await stage.newPage();
  const { userId } = await newOwner(page);
  const url = await open(stage, page, userId);
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await passkeyButton(page).dblclick();
  await atReturn(page);
  expect(posts).toEqual([`${url}/passkey`]);
  expect(await resultOf(stage.client, url)).toBe('verified');
  await page.goto(url);
  expect(await title(page)).toBe('Done');
});
