/**
 * The attack: whoever holds the passkey of somebody who is gone, was signed out, or whose name now is another person's,
 * uses it afterwards; or has the answer ready and posts it after the change. Also a passkey whose domain was deleted and
 * made anew under the same name, and passkeys that were switched off between question and answer.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { register as registerApplications } from '../http/applications.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, passkeyOptions, postPasskey } from '../http/page-client.ts';
import { givePasskey, originOf, type TestPasskey } from '../http/passkey-client.ts';
import { answerOn, passkeysOf, signIn } from '../http/passkey-owner.ts';
import { DOMAINS } from '../http/token-client.ts';

const PASSWORD = 'a long pass phrase of its own';
let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await registerApplications(client, ['demo'], { rights: ['other-domains'] });
  holdClock();
});
beforeEach(async () => {
  await client.settings({});
  pass(31_000);
});
afterAll(() => client.service.close());

const change = (method: string, userId: string, body?: object) =>
  client.call(method, `/mfa/v1/users/${userId}`, { as: ADMIN, body });

async function make(userId: string, domain = 'DefaultDomain'): Promise<void> {
  const made = await change('PUT', `${userId}?domain=${domain}`, {
    password: PASSWORD,
    attributes: { mail: `${userId}@example.com` },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
}

async function person(): Promise<{ userId: string; key: TestPasskey }> {
  people += 1;
  const userId = `person-${people}`;
  await make(userId);
  return { userId, key: await givePasskey(userId) };
}

const CHANGES: readonly (readonly [what: string, how: (userId: string) => Promise<unknown>])[] = [
  ['was removed', (userId) => change('DELETE', userId)],
  [
    'was removed and whose name is somebody else’s',
    async (userId) => {
      await change('DELETE', userId);
      await make(userId);
    },
  ],
  ['was given a new password', (userId) => change('PATCH', userId, { password: 'another long pass phrase' })],
  ['was signed out everywhere', (userId) => client.call('POST', `/mfa/v1/users/${userId}/sign-out`, { as: ADMIN })],
];

describe.each(CHANGES)('the passkey of a person who %s', (_what, how) => {
  test('proves nothing in a session from before, with an answer from before or from after', async () => {
    for (const purpose of ['verify', 'enrol']) {
      const { userId, key } = await person();
      const browser = await openPages(client, userId, { purpose });
      const answer = await answerOn(client, browser, key);
      pass(1000);
      await how(userId);
      const late = await browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });
      expect(late.status, purpose).toBe(404);
      expect(passkeyOptions(await (await browser.get()).text())).toBeUndefined();
      expect((await browser.result()).status).not.toBe(200);
    }
  });

  test('is no result that can be taken, where it was proven before', async () => {
    const { userId, key } = await person();
    const browser = await openPages(client, userId);
    await postPasskey(browser, 'passkey', await answerOn(client, browser, key));
    pass(1000);
    await how(userId);
    expect((await browser.result()).status).not.toBe(200);
  });
});

test('the next person of the name has no passkey of the one before, and a handle of his own', async () => {
  const { userId, key } = await person();
  await change('DELETE', userId);
  await make(userId);
  expect(await passkeysOf(client, userId)).toEqual([]);
  const own = await givePasskey(userId, { userHandle: Buffer.alloc(32, 3).toString('base64url') });
  for (const userHandle of [key.passkey.userHandle, own.passkey.userHandle, null]) {
    const browser = await openPages(client, userId);
    const reply = await postPasskey(browser, 'passkey', await answerOn(client, browser, key, { userHandle }));
    expect(reply.status, String(userHandle)).toBeGreaterThan(400);
    expect((await browser.result()).status).not.toBe(200);
  }
  expect((await signIn(client, { userId, key: own })).status).toBe(200);
});

test('the passkey of a removed person frees its id, so that its owner can come back with the same authenticator', async () => {
  const { userId, key } = await person();
  await change('DELETE', userId);
  await make(userId);
  const { credentialId, id } = key.passkey;
  const again = await givePasskey(userId, { credentialId, id });
  expect(again.passkey.id).toBe(id);
  expect(await passkeysOf(client, userId)).toHaveLength(1);
});

test('a passkey of a deleted domain is none in a new domain of the same name', async () => {
  const createDomain = () =>
    client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Fleeting', identityProvider: 'directory' } });
  expect((await createDomain()).status).toBeLessThan(300);
  pass(31_000);
  const userId = 'fleeting-person';
  await make(userId, 'Fleeting');
  const key = await givePasskey(userId, {}, 'Fleeting');
  const browser = await openPages(client, userId, { idStore: 'Fleeting' });
  const answer = await answerOn(client, browser, key);
  const gone = await client.call('DELETE', `${DOMAINS}?name=Fleeting&force=true`, { as: ADMIN });
  expect(gone.status, JSON.stringify(gone.body)).toBeLessThan(300);
  pass(31_000);
  expect((await browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) })).status).toBe(404);
  expect((await browser.result()).status).not.toBe(200);
  expect((await createDomain()).status).toBeLessThan(300);
  pass(31_000);
  await make(userId, 'Fleeting');
  const next = await openPages(client, userId, { idStore: 'Fleeting' });
  expect(passkeyOptions(await (await next.get()).text())).toBeUndefined();
  await postPasskey(next, 'passkey', key.answer('AAAA', originOf(client)));
  expect((await next.result()).status).not.toBe(200);
});

test('an answer that comes after passkeys were switched off proves nothing, and they count again when they are on', async () => {
  const { userId, key } = await person();
  const browser = await openPages(client, userId);
  const answer = await answerOn(client, browser, key);
  await client.settings({ Passkey_Enabled: false });
  pass(31_000);
  expect((await postPasskey(browser, 'passkey', answer)).status).toBe(422);
  expect((await browser.result()).status).not.toBe(200);
  expect(passkeyOptions(await (await browser.get()).text())).toBeUndefined();
  await client.settings({});
  pass(31_000);
  expect((await signIn(client, { userId, key })).status).toBe(200);
});

test('an answer of a passkey that its owner has removed meanwhile proves nothing', async () => {
  const { userId, key } = await person();
  const second = await givePasskey(userId);
  const browser = await openPages(client, userId);
  const answer = await answerOn(client, browser, key);
  const path = `/mfa/v1/users/${userId}/passkeys/${key.passkey.id}`;
  expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
  const { status, signal } = await postPasskey(browser, 'passkey', answer);
  expect([status, signal]).toEqual([404, { unknown: { rpId: 'localhost', credentialId: key.passkey.credentialId } }]);
  expect((await browser.result()).status).not.toBe(200);
  expect((await signIn(client, { userId, key: second })).status).toBe(200);
});
