/**
 * The attack: something weaker in the place of what the settings ask for. A found security key is touched where its owner
 * should be checked; a thief gives a key that never had a PIN one of his own; a passkey that is copied to every device is
 * shown where only keys that stay are taken; what was signed to add a passkey is posted to prove one, and the other way
 * round. The settings of the moment of the answer decide, and what is not meant for a step is nothing there.
 */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register as registerApplications } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { addPasskey, expectedOf, openPages, passkeyOptions, postPasskey } from '../http/page-client.ts';
import { originOf } from '../http/passkey-client.ts';
import { answerOn, askedOn, newOwner, passkeysOf, signIn } from '../http/passkey-owner.ts';
import { putUser } from '../http/put-user.ts';
import { FLAGS, newAuthenticator, prove, register } from '../unit/core/passkeys/software-authenticator.ts';

const TOUCH = FLAGS.UP;
const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;
const BOUND = { isBackupEligible: false, isBackedUp: false };

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await registerApplications(client, ['touch', 'bound']);
  await client.settings({ 'touch.PasskeyUserVerification': 'preferred', 'bound.PasskeyDeviceBoundOnly': true });
});
afterAll(() => client.service.close());

test('a touch without a check of the owner proves nothing where that is required, and says so where it is not', async () => {
  const { userId, key } = await newOwner(BOUND);
  const strict = await openPages(client, userId);
  const refused = await postPasskey(strict, 'passkey', await answerOn(client, strict, key, { flags: TOUCH }));
  expect([refused.status, refused.next.searchParams.get('error')]).toEqual([422, 'passkeyUnverified']);
  expect((await strict.result()).status).not.toBe(200);
  const easy = await openPages(client, userId, { appName: 'touch' });
  await postPasskey(easy, 'passkey', await answerOn(client, easy, key, { flags: TOUCH }));
  expect(decodeJwt(String((await easy.result()).body.token)).amr).toEqual(['hwk']);
});

test('an answer for the easy application does not go through at the strict one', async () => {
  const { userId, key } = await newOwner(BOUND);
  const easy = await openPages(client, userId, { appName: 'touch' });
  const strict = await openPages(client, userId);
  const answer = await answerOn(client, easy, key, { flags: TOUCH });
  expect((await postPasskey(strict, 'passkey', answer)).status).toBe(422);
  expect((await strict.result()).status).not.toBe(200);
});

test('a key that never checked its owner is not asked for where that is required, and a later check is not his', async () => {
  const { userId, key } = await newOwner({ ...BOUND, isUserVerified: false });
  const strict = await openPages(client, userId);
  expect(passkeyOptions(await (await strict.get()).text())).toBeUndefined();
  const { challenge } = await askedOn(await openPages(client, userId, { appName: 'touch' }));
  const forged = key.answer(challenge, originOf(client), { flags: TOUCH | FLAGS.UV });
  expect((await postPasskey(strict, 'passkey', forged)).status).toBe(422);
  const easy = await openPages(client, userId, { appName: 'touch' });
  await postPasskey(easy, 'passkey', await answerOn(client, easy, key, { flags: TOUCH | FLAGS.UV }));
  expect(decodeJwt(String((await easy.result()).body.token)).amr).toEqual(['hwk']);
});

test('a synced passkey proves nothing and is not added where only keys that stay are taken', async () => {
  const { userId, key } = await newOwner(BOUND);
  const browser = await openPages(client, userId, { appName: 'bound' });
  const copied = await postPasskey(browser, 'passkey', await answerOn(client, browser, key, { flags: SYNCED }));
  expect([copied.status, copied.next.searchParams.get('error')]).toEqual([422, 'passkeySynced']);
  const enrolling = await openPages(client, userId, { appName: 'bound', purpose: 'enrol' });
  await postPasskey(enrolling, 'passkey', await answerOn(client, enrolling, key));
  const { reply } = await addPasskey(client, enrolling);
  expect([reply.status, reply.next.searchParams.get('error')]).toEqual([422, 'passkeyNeedsKey']);
  expect(await passkeysOf(client, userId)).toHaveLength(1);
  const synced = await newOwner();
  const page = await (await openPages(client, synced.userId, { appName: 'bound' })).get();
  expect(passkeyOptions(await page.text())).toBeUndefined();
});

test('what was signed to add a passkey proves none, and what proves one adds none', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  const proof = await answerOn(client, browser, key);
  await postPasskey(browser, 'passkey', proof);
  await browser.post('add-passkey', { act: 'begin' });
  const asked = await askedOn(browser, 'add-passkey');
  const made = newAuthenticator();
  const expected = expectedOf(client, asked);
  const registration = register(made, expected);
  const assertion = prove(made, expected, { userHandle: key.passkey.userHandle });
  const typed = prove(made, expected, { clientData: { type: 'webauthn.create' } });
  for (const answer of [proof, assertion, typed, key.answer(asked.challenge, originOf(client))]) {
    expect((await postPasskey(browser, 'add-passkey', answer)).status).toBe(422);
  }
  // The question of the addition is none of a proof, in a session of the same person.
  const other = await openPages(client, userId);
  for (const answer of [registration, key.answer(asked.challenge, originOf(client))]) {
    expect((await postPasskey(other, 'passkey', answer)).status).toBe(422);
  }
  expect((await other.result()).status).not.toBe(200);
  expect((await postPasskey(browser, 'add-passkey', registration)).status).toBe(200);
  expect(await passkeysOf(client, userId)).toHaveLength(2);
});

test('in a session that is there to sign in nothing is added, removed or renamed, before and after a proof', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId);
  for (const step of ['add-passkey', `remove-passkey-${key.passkey.id}`, `rename-passkey-${key.passkey.id}`]) {
    for (const act of ['begin', 'remove', 'rename', 'check']) {
      await browser.post(step, { act, name: 'stolen', answer: '{}' });
    }
    expect((await browser.get(step)).status, step).not.toBe(200);
  }
  expect(await passkeysOf(client, userId)).toMatchObject([{ name: key.passkey.name }]);
});

test('a weak or foreign key cannot be enrolled: other algorithms, short RSA, a point that is on no curve', async () => {
  const userId = 'weak-key';
  await putUser({ userId, attributes: {} }, 'a-long-password');
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  const keys = [
    Buffer.from('a1', 'hex'),
    // The algorithm of a proof that nobody can check: ES256 with a point that is none, and -65535 (SHA-1).
    Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.alloc(32, 1),
      Buffer.from('225820', 'hex'),
      Buffer.alloc(32, 1),
    ]),
    Buffer.concat([Buffer.from('a401030339fffe20', 'hex'), Buffer.alloc(300)]),
    Buffer.concat([
      Buffer.from('a401030339010020590080', 'hex'),
      Buffer.alloc(128, 0xff),
      Buffer.from('2143010001', 'hex'),
    ]),
  ];
  for (const coseKey of keys) {
    const { reply } = await addPasskey(client, browser, newAuthenticator(), { coseKey });
    expect(reply.status).toBe(422);
  }
  expect(await passkeysOf(client, userId)).toEqual([]);
});

test('the owner of a key that stays signs in as such', async () => {
  const { body } = await signIn(client, await newOwner(BOUND));
  expect(decodeJwt(String(body.token))).toMatchObject({ amr: ['hwk', 'user'], acr: 'urn:sekisho:acr:aal2' });
});
