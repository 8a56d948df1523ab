/** A passkey on the hosted pages, from the question in the page to the result; the browser is one of software. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAuthenticator, prove, register } from '../unit/core/passkeys/software-authenticator.ts';
import { ADMIN, type OtpClient, startClient } from './client.ts';
import {
  addPasskey,
  expectedOf,
  openPages,
  type PageBrowser,
  type PasskeyOptions,
  passkeyOptions,
  postPasskey,
} from './page-client.ts';
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
