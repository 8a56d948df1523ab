/**
 * The attack: a passkey of somebody else. A thief with the victim's password shows his own passkey in her session, or hers
 * that a malicious extension has made sign; he enrols her credential id under his name, so that what she signs is looked
 * up as his; a person of the same name in another identity domain uses his. A passkey is that of one user of one domain,
 * and its id is taken once over all of them.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register as registerApplications } from '../http/applications.ts';
import { ADMIN, CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { addPasskey, openPages, passkeyOptions, postPasskey } from '../http/page-client.ts';
import { givePasskey, originOf, PASSKEY_CHALLENGES, sendAnswer } from '../http/passkey-client.ts';
import { answerOn, askedOn, newOwner, passkeysOf, signIn } from '../http/passkey-owner.ts';
import { putProfile, putUser } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';
import { newAuthenticator } from '../unit/core/passkeys/software-authenticator.ts';

const MANY = 50;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  const made = await client.call('POST', DOMAINS, {
    as: ADMIN,
    body: { name: 'Other', identityProvider: 'directory' },
  });
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
  await registerApplications(client, ['demo'], { rights: ['other-domains'] });
});
afterAll(() => client.service.close());

test('the passkey of a thief proves nothing in the session of his victim, whatever it calls itself', async () => {
  const [victim, thief] = [await newOwner(), await newOwner()];
  for (const userHandle of [thief.key.passkey.userHandle, victim.key.passkey.userHandle, null]) {
    const browser = await openPages(client, victim.userId);
    const { status } = await postPasskey(
      browser,
      'passkey',
      await answerOn(client, browser, thief.key, { userHandle }),
    );
    expect(status, String(userHandle)).toBeGreaterThan(400);
    expect((await browser.result()).status).not.toBe(200);
  }
});

test("the thief's key under the victim's credential id proves nothing either", async () => {
  const [victim, thief] = [await newOwner(), await newOwner()];
  const browser = await openPages(client, victim.userId);
  const mine = await answerOn(client, browser, thief.key, { userHandle: victim.key.passkey.userHandle });
  const { credentialId: id } = victim.key.passkey;
  expect((await postPasskey(browser, 'passkey', { ...mine, id, rawId: id })).status).toBe(422);
  expect((await browser.result()).status).not.toBe(200);
});

test("what the victim's passkey signed for her own session proves nothing in one of the thief, nor the other way round", async () => {
  const [victim, thief] = [await newOwner(), await newOwner()];
  const hers = await openPages(client, victim.userId);
  const his = await openPages(client, thief.userId);
  const answer = await answerOn(client, hers, victim.key);
  expect((await postPasskey(his, 'passkey', answer)).status).toBe(422);
  // He lets her sign the question of his session: it is still not his passkey.
  const lured = victim.key.answer((await askedOn(his)).challenge, originOf(client));
  expect((await postPasskey(his, 'passkey', lured)).status).toBe(422);
  expect((await his.result()).status).not.toBe(200);
  expect((await postPasskey(hers, 'passkey', answer)).status).toBe(200);
});

test("a passkey that somebody else's session calls unknown is not forgotten by its browser", async () => {
  const [victim, thief] = [await newOwner(), await newOwner()];
  const browser = await openPages(client, thief.userId);
  const { signal } = await postPasskey(browser, 'passkey', await answerOn(client, browser, victim.key));
  expect(signal).toBeUndefined();
});

test("a thief who enrols the victim's credential id under his name gets nothing, and she keeps hers", async () => {
  const victim = await newOwner();
  const thief = await newOwner();
  const browser = await openPages(client, thief.userId, { purpose: 'enrol' });
  await postPasskey(browser, 'passkey', await answerOn(client, browser, thief.key));
  const credentialId = Buffer.from(victim.key.passkey.credentialId, 'base64url');
  const { reply } = await addPasskey(client, browser, { ...newAuthenticator(), credentialId });
  expect([reply.status, reply.next.searchParams.get('error'), reply.signal]).toEqual([409, 'passkeyExists', undefined]);
  expect(await passkeysOf(client, thief.userId)).toHaveLength(1);
  expect((await signIn(client, victim)).status).toBe(200);
});

test('one credential id that fifty people enrol at the same moment is that of one of them', async () => {
  const credentialId = newAuthenticator().credentialId;
  const people = Array.from({ length: MANY }, (_, at) => `race-${at}`);
  const keys = people.map(() => ({ ...newAuthenticator(), credentialId }));
  const browsers = await Promise.all(
    people.map(async (userId) => {
      await putProfile({ userId, attributes: {} });
      return openPages(client, userId, { purpose: 'enrol' });
    }),
  );
  const added = await Promise.all(browsers.map((browser, at) => addPasskey(client, browser, keys[at])));
  expect(added.filter(({ reply }) => reply.next.searchParams.get('added') === 'passkey')).toHaveLength(1);
  expect(added.filter(({ reply }) => reply.status === 409)).toHaveLength(MANY - 1);
  const counts = await Promise.all(people.map(async (userId) => (await passkeysOf(client, userId)).length));
  expect(counts.filter((count) => count === 1)).toHaveLength(1);
  expect(Math.max(...counts)).toBe(1);
});

test('the same name in another identity domain is another person: neither passkey works for the other one', async () => {
  const here = await newOwner();
  await putUser({ userId: here.userId, attributes: { mail: 'namesake@example.com' } }, 'another-password', 'Other');
  const namesake = { userId: here.userId, key: await givePasskey(here.userId, {}, 'Other') };
  const fields = { idStore: 'Other' };
  const there = await openPages(client, here.userId, fields);
  const ids = (await askedOn(there)).allowCredentials.map(({ id }) => id);
  expect(ids).toEqual([namesake.key.passkey.credentialId]);
  for (const userHandle of [here.key.passkey.userHandle, namesake.key.passkey.userHandle, null]) {
    const answer = await answerOn(client, there, here.key, { userHandle });
    expect((await postPasskey(there, 'passkey', answer)).status).toBeGreaterThan(400);
  }
  const mine = await openPages(client, here.userId);
  expect((await postPasskey(mine, 'passkey', await answerOn(client, mine, namesake.key))).status).toBe(422);
  expect((await signIn(client, namesake, fields)).body.claims).toMatchObject({ domain: 'Other' });
  expect((await signIn(client, here)).body.claims).toMatchObject({ domain: 'DefaultDomain' });
});

test("a client cannot have the question of a session answered at the API, nor an API's question in a session", async () => {
  const { userId, key } = await newOwner();
  const body = { userId, appName: 'demo' };
  const asked = await client.call('POST', PASSKEY_CHALLENGES, { as: CLIENT, body });
  const { challenge } = asked.body.publicKey as unknown as { challenge: string };
  const browser = await openPages(client, userId);
  const ofPage = await answerOn(client, browser, key);
  expect((await sendAnswer(client, String(asked.body.challengeId), ofPage)).status).toBe(422);
  const ofApi = key.answer(challenge, originOf(client));
  expect((await postPasskey(browser, 'passkey', ofApi)).status).toBe(422);
  expect((await browser.result()).status).not.toBe(200);
});

test("a session's steps name passkeys of its own person alone: nobody else's is removed or renamed by its number", async () => {
  const [victim, thief] = [await newOwner(), await newOwner()];
  const browser = await openPages(client, thief.userId, { purpose: 'enrol' });
  await postPasskey(browser, 'passkey', await answerOn(client, browser, thief.key));
  for (const act of ['remove', 'rename']) {
    const step = `${act}-passkey-${victim.key.passkey.id}`;
    expect((await browser.get(step)).status, step).not.toBe(200);
    await browser.post(step, { act, name: 'mine now' });
  }
  expect(await passkeysOf(client, victim.userId)).toMatchObject([{ name: victim.key.passkey.name }]);
  expect(passkeyOptions(await (await (await openPages(client, victim.userId)).get()).text())).toBeDefined();
});
