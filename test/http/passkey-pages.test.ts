/** A passkey on the hosted pages, from the question in the page to the result; the browser is one of software. */

import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Passkey } from '../../functions/core/passkeys/passkey.ts';
import { newAuthenticator, prove, register } from '../unit/core/passkeys/software-authenticator.ts';
import { ADMIN, type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import {
  addPasskey,
  expectedOf,
  openPages,
  type PageBrowser,
  type PasskeyOptions,
  passkeyOptions,
  postPasskey,
} from './page-client.ts';
import { givePasskey } from './passkey-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

let people = 0;

/** A person with one passkey, which was tried once as the pages ask. */
async function personWithPasskey(attributes: Record<string, string> = {}) {
  people += 1;
  const userId = `passkey-person-${people}`;
  await putUser({ userId, attributes: {} }, 'a-long-password');
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  const { authenticator, userHandle, reply } = await addPasskey(client, browser);
  expect(reply.status).toBe(200);
  await putUser({ userId, attributes }, 'a-long-password');
  return { userId, authenticator, userHandle, browser };
}

type Person = Awaited<ReturnType<typeof personWithPasskey>>;

async function asked(browser: PageBrowser): Promise<PasskeyOptions> {
  const options = passkeyOptions(await (await browser.get()).text());
  if (options === undefined) throw new Error('the page asks for no passkey');
  return options;
}

async function answerOf({ authenticator, userHandle }: Person, browser: PageBrowser, twist = {}) {
  return prove(authenticator, expectedOf(client, await asked(browser)), { userHandle, ...twist });
}

test('the first page asks for the passkey, and the right answer leads back to the application at once', async () => {
  const person = await personWithPasskey({ mail: 'first-page@example.com' });
  const browser = await openPages(client, person.userId);
  const options = await asked(browser);
  expect(options).toEqual({
    challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    rpId: 'localhost',
    allowCredentials: [
      {
        type: 'public-key',
        id: person.authenticator.credentialId.toString('base64url'),
        transports: ['hybrid', 'internal'],
      },
    ],
    userVerification: 'required',
    timeout: 300_000,
  });
  const { status, next, signal } = await postPasskey(browser, 'passkey', await answerOf(person, browser));
  expect([status, next.pathname]).toEqual([200, '/demo/return']);
  expect(signal).toEqual({
    accepted: {
      rpId: 'localhost',
      userId: person.userHandle,
      allAcceptedCredentialIds: [person.authenticator.credentialId.toString('base64url')],
    },
  });
  const { body } = await browser.result();
  expect(body.claims).toMatchObject({ amr: ['swk', 'user'], acr: 'urn:sekisho:acr:aal2' });
});

test('what the browser is told to make is exactly what is checked afterwards', async () => {
  people += 1;
  const userId = `passkey-person-${people}`;
  await putUser({ userId, attributes: {} }, 'a-long-password');
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('add-passkey', { act: 'begin' });
  const options = passkeyOptions(await (await browser.get('add-passkey')).text());
  expect(options).toEqual({
    challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    rp: { id: 'localhost', name: 'Sekisho' },
    user: { id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), name: userId, displayName: userId },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: [],
    extensions: { credProps: true },
    timeout: 300_000,
  });
});

test('the first passkey is to be used once, then the list is open, and a second one has the same user handle', async () => {
  const person = await personWithPasskey();
  const { browser } = person;
  const page = await (await browser.get()).text();
  expect(page).not.toContain('Your methods');
  const { next } = await postPasskey(browser, 'passkey', await answerOf(person, browser));
  expect(next.pathname).toBe(`/mfa/s/${browser.sessionId}`);
  expect(await (await browser.get()).text()).toContain('Your methods');
  const second = await addPasskey(client, browser);
  expect(second.userHandle).toBe(person.userHandle);
  expect(second.reply.next.searchParams.get('added')).toBe('passkey');
});

test('each answer is the last to its question: a refused one is followed by another question', async () => {
  const person = await personWithPasskey({ mail: 'refused@example.com' });
  const browser = await openPages(client, person.userId);
  const before = await asked(browser);
  const wrong = await answerOf(person, browser, { flags: 0x19 });
  const { status, next } = await postPasskey(browser, 'passkey', wrong);
  expect([status, next.searchParams.get('error')]).toEqual([422, 'passkeyUnverified']);
  expect((await asked(browser)).challenge).not.toBe(before.challenge);
  const late = prove(person.authenticator, expectedOf(client, before), { userHandle: person.userHandle });
  const stale = await postPasskey(browser, 'passkey', late);
  expect([stale.status, stale.next.searchParams.get('error')]).toEqual([422, 'stale']);
  expect((await postPasskey(browser, 'passkey', await answerOf(person, browser))).status).toBe(200);
});

test('a passkey that is not registered is made known to the browser as such', async () => {
  const person = await personWithPasskey({ mail: 'unknown@example.com' });
  const browser = await openPages(client, person.userId);
  const stranger = newAuthenticator();
  const { status, signal, next } = await postPasskey(
    browser,
    'passkey',
    prove(stranger, expectedOf(client, await asked(browser)), { userHandle: person.userHandle }),
  );
  expect([status, next.searchParams.get('error')]).toEqual([404, 'passkeyUnknown']);
  expect(signal).toEqual({ unknown: { rpId: 'localhost', credentialId: stranger.credentialId.toString('base64url') } });
});

test.each(['{', '[]', '"text"', ''])('an answer that no browser writes is refused: %j', async (answer) => {
  const { userId } = await personWithPasskey({ mail: 'malformed@example.com' });
  const browser = await openPages(client, userId);
  expect((await postPasskey(browser, 'passkey', answer)).status).toBe(422);
});

test('the button without JavaScript leads to the page that says what is needed', async () => {
  const { userId } = await personWithPasskey({ mail: 'no-script@example.com' });
  const browser = await openPages(client, userId);
  const reply = await browser.post('passkey', { act: 'check' });
  expect([reply.status, reply.headers.get('location')]).toEqual([303, expect.stringContaining('passkeyNeedsScript')]);
  expect(await (await browser.get()).text()).toMatch(/<noscript>.*JavaScript/);
});

test('the same answer twice at once is accepted once, and both lead back', async () => {
  const person = await personWithPasskey({ mail: 'twice@example.com' });
  const browser = await openPages(client, person.userId);
  const answer = await answerOf(person, browser);
  const replies = await Promise.all([1, 2].map(() => postPasskey(browser, 'passkey', answer)));
  expect(replies.map(({ next }) => next.pathname)).toContain('/demo/return');
  expect((await browser.result()).status).toBe(200);
});

test('the answer of an enrolment that is sent once more is the same success, not a second passkey', async () => {
  const person = await personWithPasskey();
  const { browser } = person;
  await postPasskey(browser, 'passkey', await answerOf(person, browser));
  await browser.post('add-passkey', { act: 'begin' });
  const options = passkeyOptions(await (await browser.get('add-passkey')).text());
  if (options === undefined) throw new Error('the page asks for no passkey');
  const answer = register(newAuthenticator(), expectedOf(client, options));
  for (const _ of [1, 2]) {
    const { next, signal } = await postPasskey(browser, 'add-passkey', answer);
    expect([next.searchParams.get('added'), signal]).toEqual(['passkey', undefined]);
  }
  const { body } = await client.call('GET', `/mfa/v1/users/${person.userId}/factors`, { as: ADMIN });
  expect(JSON.stringify(body).match(/"passkeyId"/g)).toHaveLength(2);
});

/** Somebody in an enrolment in which he has proven himself by mail, who has these passkeys. */
async function inList(...passkeys: readonly Partial<Passkey>[]) {
  people += 1;
  const userId = `passkey-person-${people}`;
  const mail = `${userId}@example.com`;
  await putUser({ userId, attributes: { mail } }, 'a-long-password');
  const given = [];
  for (const fields of passkeys) given.push((await givePasskey(userId, fields)).passkey);
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('email', { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list(mail)[0]?.text ?? '')?.[0] ?? '';
  await browser.post('email', { act: 'check', code });
  const page = async () => (await browser.get()).text();
  return { userId, mail, browser, passkeys: given, page };
}

test('each passkey is listed by its name, whether it is on other devices too, and whether it works here', async () => {
  const { page } = await inList(
    { name: 'My <b>key</b>', isBackupEligible: false },
    { name: 'Cloud', lastUsedAtMs: Date.UTC(2026, 0, 2) },
    { name: 'Before the move', rpId: 'old.example.com' },
  );
  const rows = (await page()).match(/<div class="way mine">.*?<\/div>/gs) ?? [];
  const rowOf = (name: string) => rows.find((row) => row.includes(name)) ?? expect.fail(`no row of ${name}`);
  expect(rowOf('My &lt;b&gt;key')).toContain('On one device only');
  expect(rowOf('My &lt;b&gt;key')).toContain('Not used yet');
  expect(rowOf('Cloud')).toMatch(/Last used on .*January 2, 2026/);
  expect(rowOf('Cloud')).toContain('Synced');
  expect(rowOf('Cloud')).not.toContain('Can’t be used');
  expect(rowOf('Before the move')).toContain('Can’t be used here now');
});

test('a passkey gets another name, and one that shows other than what it holds is refused', async () => {
  const { browser, passkeys, page } = await inList({ name: 'Old name' });
  const step = `rename-passkey-${passkeys[0]?.id}`;
  expect(await (await browser.get(step)).text()).toContain('value="Old name"');
  for (const name of ['', ' ', 'a\u202Eb', 'x'.repeat(65)]) {
    const refused = await browser.post(step, { act: 'rename', name });
    expect(refused.headers.get('location'), JSON.stringify(name)).toContain('error=passkeyName');
  }
  await browser.post(step, { act: 'rename', name: ' Desk  in the office ' });
  expect(await page()).toContain('Desk in the office');
  expect(await page()).not.toContain('Old name');
});

test('nobody renames or removes what another person has, or a passkey before a proof', async () => {
  const { passkeys, page } = await inList({ name: 'Mine' });
  const id = passkeys[0]?.id;
  const stranger = await inList({ name: 'Of a stranger' });
  await stranger.browser.post(`rename-passkey-${id}`, { act: 'rename', name: 'Stolen' });
  await stranger.browser.post(`remove-passkey-${id}`, { act: 'remove' });
  const unproven = await openPages(client, stranger.userId, { purpose: 'enrol' });
  const own = stranger.passkeys[0]?.id;
  await unproven.post(`rename-passkey-${own}`, { act: 'rename', name: 'Stolen' });
  await unproven.post(`remove-passkey-${own}`, { act: 'remove' });
  expect(await page()).toContain('Mine');
  expect(await stranger.page()).toContain('Of a stranger');
});

test('what is removed is told to all, and to the browser, which hears what is left', async () => {
  const { browser, passkeys, mail } = await inList({ name: 'Lost phone' }, { name: 'Kept' });
  const [lost, kept] = passkeys;
  const reply = await browser.post(`remove-passkey-${lost?.id}`, { act: 'remove' });
  const page = await (await browser.follow(reply)).text();
  expect(signalOf(page)).toEqual({
    accepted: { rpId: 'localhost', userId: lost?.userHandle, allAcceptedCredentialIds: [kept?.credentialId] },
  });
  expect(client.service.aws?.inbox.list(mail)[0]?.text).toContain('Lost phone');
  expect(signalOf(await (await browser.get()).text()), 'once').toBeUndefined();
});

test('the last way in stays, also beside a passkey that cannot be used; that one goes', async () => {
  people += 1;
  const userId = `passkey-person-${people}`;
  await putUser({ userId, attributes: {} }, 'a-long-password');
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  const { authenticator, userHandle } = await addPasskey(client, browser);
  await postPasskey(browser, 'passkey', prove(authenticator, expectedOf(client, await asked(browser)), { userHandle }));
  const { passkey: dead } = await givePasskey(userId, { rpId: 'old.example.com', name: 'Dead', userHandle });
  const ids = [...(await (await browser.get()).text()).matchAll(/href="[^"]*(remove-passkey-[\w-]+)"/g)];
  const last = ids.map(([, step]) => step ?? '').find((step) => !step.endsWith(dead.id)) ?? expect.fail('no row');
  expect(await (await browser.get(last)).text()).toContain('can’t be removed');
  await browser.post(last, { act: 'remove' });
  await browser.post(`remove-passkey-${dead.id}`, { act: 'remove' });
  const list = await (await browser.get()).text();
  expect(list).toContain(last);
  expect(list).not.toContain(dead.id);
});

test('while codes are locked the passkey alone is offered, with the end of the lock, and the page of a code leads there', async () => {
  const { userId } = await inList();
  const { passkey } = await givePasskey(userId);
  const before = await openPages(client, userId);
  await before.post('email', { act: 'send' });
  for (let tries = 0; tries < 10; tries++) {
    await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
  }
  const page = await (await before.get()).text();
  expect(passkeyOptions(page)?.allowCredentials.map(({ id }) => id)).toEqual([passkey.credentialId]);
  expect(page).not.toContain('E-mail');
  expect(page.replaceAll(/<[^>]+>/g, '')).toContain('They work again in 15 minutes. Use your passkey');
  const code = await before.get('email');
  expect([code.status, code.headers.get('location')]).toEqual([303, `/mfa/s/${before.sessionId}`]);
  const tried = await before.post('email', { act: 'check', code: '123456' });
  expect([tried.status, tried.headers.get('location')]).toEqual([303, `/mfa/s/${before.sessionId}`]);
  expect((await before.result()).body.code).toBe('SESSION_UNFINISHED');
});

/** Somebody who came into the list by his passkey, and whose codes were locked by a stranger. */
async function inLockedList() {
  const person = await personWithPasskey({ mail: `locked-list-${people}@example.com` });
  const { browser, userId } = person;
  await postPasskey(browser, 'passkey', await answerOf(person, browser));
  // What a code is asked for was begun before the lock.
  await browser.post('add-totp', { act: 'start' });
  for (let tries = 0; tries < 10; tries++) {
    await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
  }
  return person;
}

test('who came in by passkey sees in the list that codes are locked, and is offered nothing that needs one', async () => {
  const { browser } = await inLockedList();
  const page = await (await browser.get()).text();
  expect(page.replaceAll(/<[^>]+>/g, '')).toContain('codes don’t work for now. They work again in 15 minutes.');
  expect(page.match(/(?<=\/)add-[a-z]+/g)).toEqual(['add-passkey', 'add-push', 'add-recovery']);
  const tried = await browser.post('add-totp', { act: 'check', code: '123456' });
  expect([tried.status, tried.headers.get('location')]).toEqual([303, `/mfa/s/${browser.sessionId}`]);
});

test('the question whether to remove a passkey says that it may stay on the device, and that of another method does not', async () => {
  const { browser, passkeys } = await inList({});
  expect(await (await browser.get(`remove-passkey-${passkeys[0]?.id}`)).text()).toContain('may stay on your device');
  expect(await (await browser.get('remove-email')).text()).not.toContain('may stay on your device');
});

test.each(['email', undefined])(
  'who removes the passkey that had proven him is told so where another proof is asked for, as is his browser: %s',
  async (beside) => {
    const person = await personWithPasskey(beside === undefined ? {} : { mail: `${beside}-beside@example.com` });
    const { browser } = person;
    await postPasskey(browser, 'passkey', await answerOf(person, browser));
    if (beside === undefined) await givePasskey(person.userId, { userHandle: person.userHandle });
    const id = createHash('sha256').update(person.authenticator.credentialId).digest('base64url');
    const page = await (await browser.follow(await browser.post(`remove-passkey-${id}`, { act: 'remove' }))).text();
    expect(page).toContain('Before you change your sign-in methods');
    expect(page).toContain('The method was removed.');
    expect(signalOf(page)).toMatchObject({ accepted: { userId: person.userHandle } });
    expect(page).toContain('-passkey.js');
  },
);

function signalOf(page: string): unknown {
  const [, signal] = /data-signal="([^"]+)"/.exec(page) ?? [];
  return signal === undefined ? undefined : JSON.parse(signal.replaceAll('&quot;', '"'));
}

test('a passkey of somebody else is refused, and the browser is not told to forget it', async () => {
  const { passkeys } = await inList({});
  const { browser } = await inList();
  const known = { ...newAuthenticator(), credentialId: Buffer.from(passkeys[0]?.credentialId ?? '', 'base64url') };
  const { reply } = await addPasskey(client, browser, known);
  expect([reply.status, reply.next.searchParams.get('error'), reply.signal]).toEqual([409, 'passkeyExists', undefined]);
});

test('the script of passkeys comes with the pages that ask for one, and with no other', async () => {
  const { browser, page } = await inList({});
  expect(await page()).not.toContain('-passkey.js');
  const begun = await browser.post('add-passkey', { act: 'begin' });
  const asking = await (await browser.follow(begun)).text();
  const script = /src="([^"]+-passkey\.js)"/.exec(asking)?.[1] ?? expect.fail('no script');
  const file = await fetch(`${client.service.url}${script}`);
  expect([file.status, file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
});

describe('settings that hold from now on', () => {
  // The clock does not go back: what is remembered would be younger than it is.
  beforeAll(holdClock);
  afterAll(() => vi.useRealTimers());
  afterEach(async () => {
    await client.settings({});
    pass(31_000);
  });

  async function inListUnder(settings: Record<string, unknown>) {
    const list = await inList({});
    await client.settings(settings);
    pass(31_000);
    return list;
  }

  test('who may not be told of a lock hears of a locked code what he hears of a wrong one', async () => {
    const { browser } = await inLockedList();
    await client.settings({ VerboseOutput: false });
    pass(31_000);
    expect(await (await browser.get()).text()).not.toContain('codes don’t work');
    const tried = await browser.post('add-totp', { act: 'check', code: '123456' });
    expect(tried.headers.get('location')).toMatch(/\/add-totp\?error=plain/);
  });

  test('no passkey is begun where they are switched off, and one that is there is listed as unusable', async () => {
    const { browser, page } = await inListUnder({ Passkey_Enabled: false });
    const begun = await browser.post('add-passkey', { act: 'begin' });
    expect(begun.headers.get('location')).toContain('error=unavailable');
    expect(await page()).toContain('Can’t be used here now');
    expect(await page()).not.toContain('/add-passkey');
  });

  test('where only devices are trusted a synced one is refused in words, and its device may forget it', async () => {
    const { browser } = await inListUnder({ PasskeyDeviceBoundOnly: true });
    const { reply } = await addPasskey(client, browser);
    expect([reply.status, reply.next.searchParams.get('error')]).toEqual([422, 'passkeyNeedsKey']);
    expect(reply.signal?.unknown).toBeDefined();
    const bound = await addPasskey(client, browser, newAuthenticator(), { flags: 0x45 });
    expect(bound.reply.next.searchParams.get('added')).toBe('passkey');
  });
});
