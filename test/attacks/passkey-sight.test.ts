/**
 * The attack is a look. Credential ids, user handles and the question of a session are no secrets that open anything, but
 * they tell that somebody is here and tie people together; so: what does whoever has the link of a session see, before and
 * after a browser has it, and what is told to the browser of a session before its proof, and of other people. Before any
 * browser has a session its first page shows what the browser needs to ask for the passkey, as it shows the masked
 * addresses: whoever has that link has passed the first factor at the application, or stands beside who has.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { addPasskey, openPages, pageBrowser, postPasskey } from '../http/page-client.ts';
import { givePasskey } from '../http/passkey-client.ts';
import { answerOn, askedOn, newOwner, type Owner, provenEnrolment } from '../http/passkey-owner.ts';
import { newAuthenticator, prove } from '../unit/core/passkeys/software-authenticator.ts';

const STEPS = [undefined, 'passkey', 'add-passkey', 'totp', 'email', 'sms', 'push', 'push/state', 'no-such-step'];
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

/** What is a passkey's: where it stands in pages, headers and addresses. */
function tracesOf({ key: { passkey } }: Pick<Owner, 'key'>): string[] {
  return [passkey.credentialId, passkey.userHandle, passkey.id, passkey.publicKey.toString()];
}

const sendAs = (browser: ReturnType<typeof pageBrowser>, answer: unknown) =>
  browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });

async function everythingShown(browser: ReturnType<typeof pageBrowser>): Promise<string> {
  const answers = await Promise.all(STEPS.map((step) => browser.get(step)));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  return [...texts, ...answers.map(({ headers }) => JSON.stringify([...headers]))].join('\n');
}

test('another browser sees nothing of a session that has its browser, during it and after its end', async () => {
  const owner = await newOwner();
  const browser = await openPages(client, owner.userId);
  const { challenge } = await askedOn(browser);
  await browser.post(undefined, { act: 'begin' });
  const stranger = pageBrowser(client, browser.sessionId);
  const during = await everythingShown(stranger);
  for (const trace of [...tracesOf(owner), challenge]) expect(during).not.toContain(trace);
  expect((await stranger.get()).status).toBe(403);
  const stolen = owner.key.answer(challenge, new URL(client.service.url).origin);
  expect((await sendAs(stranger, stolen)).status).toBe(403);
  await postPasskey(browser, 'passkey', stolen);
  const after = await everythingShown(stranger);
  for (const trace of [...tracesOf(owner), challenge]) expect(after).not.toContain(trace);
});

test('who has the link of a session that nobody has yet sees the question and which passkeys may answer, and no more', async () => {
  const owner = await newOwner();
  const other = await givePasskey(owner.userId, { rpId: 'old.example' });
  const never = await givePasskey(owner.userId, { isUserVerified: false });
  const { sessionId } = await openPages(client, owner.userId);
  const shown = await everythingShown(pageBrowser(client, sessionId));
  expect(shown).toContain(owner.key.passkey.credentialId);
  for (const { passkey } of [other, never]) expect(shown).not.toContain(passkey.credentialId);
  for (const trace of tracesOf(owner).slice(1)) expect(shown).not.toContain(trace);
  expect(shown).not.toContain(owner.key.passkey.name);
});

test('whoever looked first and has the question cannot answer once another browser has the session', async () => {
  const owner = await newOwner();
  const { sessionId } = await openPages(client, owner.userId);
  const [onlooker, hers] = [pageBrowser(client, sessionId), pageBrowser(client, sessionId)];
  const answer = await answerOn(client, onlooker, owner.key);
  await hers.get();
  await hers.post(undefined, { act: 'begin' });
  expect((await sendAs(onlooker, answer)).status).toBe(403);
  expect((await hers.result()).status).not.toBe(200);
});

test('what a browser is told about a passkey comes after its proof, and names those of its own person alone', async () => {
  const owner = await newOwner();
  const stranger = await newOwner();
  const browser = await openPages(client, owner.userId);
  const known = newAuthenticator();
  const replies = [
    await postPasskey(browser, 'passkey', await answerOn(client, browser, stranger.key)),
    await postPasskey(browser, 'passkey', '{}'),
    await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key, { signature: Buffer.alloc(70) })),
    await postPasskey(
      browser,
      'passkey',
      prove(known, { rp: { rpId: 'localhost', origins: [] }, challenge: 'AAAA', userVerification: 'required' }),
    ),
  ];
  for (const { signal } of replies) {
    expect(JSON.stringify(signal ?? {})).not.toContain(owner.key.passkey.userHandle);
    expect(signal?.accepted).toBeUndefined();
  }
  const { signal } = await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  expect(signal?.accepted).toMatchObject({ allAcceptedCredentialIds: [owner.key.passkey.credentialId] });
  expect(JSON.stringify(signal)).not.toContain(stranger.key.passkey.credentialId);
});

test('which credential ids somebody else has is not told to who tries to add one: taken is taken, by whomever', async () => {
  const [owner, stranger] = [await newOwner(), await newOwner()];
  const browser = await provenEnrolment(client, owner);
  const seen = [];
  for (const { key } of [stranger, owner]) {
    const credentialId = Buffer.from(key.passkey.credentialId, 'base64url');
    const { reply } = await addPasskey(client, browser, { ...newAuthenticator(), credentialId });
    seen.push([reply.status, reply.next.search.replace(/sign=[^&]+/, ''), reply.signal]);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('the list of what the browser has to leave out is shown to who has proven a factor', async () => {
  const owner = await newOwner();
  const thief = await openPages(client, owner.userId, { purpose: 'enrol' });
  await thief.post('add-passkey', { act: 'begin' });
  const shown = await everythingShown(thief);
  expect(shown).not.toContain(owner.key.passkey.userHandle);
  expect(shown).not.toContain('excludeCredentials');
  const proven = await provenEnrolment(client, owner);
  await proven.post('add-passkey', { act: 'begin' });
  const { excludeCredentials, user } = await askedOn(proven, 'add-passkey');
  expect(excludeCredentials).toMatchObject([{ id: owner.key.passkey.credentialId }]);
  expect(user).toMatchObject({ id: owner.key.passkey.userHandle, name: owner.userId });
});
