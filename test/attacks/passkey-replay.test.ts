/**
 * The attack: somebody has a right answer of a passkey, from a browser's memory, a log or a malicious extension, and posts
 * it again: at once and two hundred times, in the same session, in another one of the same person, after the end, in an
 * enrolment that goes on. An answer counts once, for the question of one session; and however many come at once, none of
 * them may spoil the one that counts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { openPages, type PageBrowser, passkeyOptions, postPasskey } from '../http/page-client.ts';
import { originOf } from '../http/passkey-client.ts';
import { answerOn, askedOn, newOwner } from '../http/passkey-owner.ts';
import { sessionClient } from '../http/session-client.ts';

const MANY = 200;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const provenIn = async ({ sessionId }: PageBrowser) =>
  (await sessionClient(client).deps.sessions.find(sessionId))?.proven ?? [];

test('two hundred posts of one answer at the same moment are one proof, one use and one result', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId);
  const answer = await answerOn(client, browser, key);
  const replies = await Promise.all(Array.from({ length: MANY }, () => postPasskey(browser, 'passkey', answer)));
  expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
  expect(await provenIn(browser)).toHaveLength(1);
  const taken = await Promise.all(Array.from({ length: 20 }, () => browser.result()));
  expect(taken.filter(({ status }) => status === 200)).toHaveLength(1);
  // Whoever was not first is led to pages of this session or to the application, and to no error that stays.
  expect((await browser.get()).status).toBeLessThan(400);
});

test('two hundred posts in an enrolment, which goes on afterwards, are one proof', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  const answer = await answerOn(client, browser, key);
  const replies = await Promise.all(Array.from({ length: MANY }, () => postPasskey(browser, 'passkey', answer)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(replies.filter(({ status }) => ![200, 409, 422].includes(status))).toEqual([]);
  expect(await provenIn(browser)).toHaveLength(1);
  const again = await postPasskey(browser, 'passkey', answer);
  expect([again.status >= 400, again.next.searchParams.get('error')]).toEqual([true, 'stale']);
  expect(await provenIn(browser)).toHaveLength(1);
});

test('a double click is a sign-in, every time', async () => {
  const { userId, key } = await newOwner();
  for (let round = 0; round < 15; round++) {
    const browser = await openPages(client, userId);
    const answer = await answerOn(client, browser, key);
    await Promise.all([1, 2, 3].map(() => postPasskey(browser, 'passkey', answer)));
    expect((await browser.result()).status, `round ${round}`).toBe(200);
  }
});

test('an answer of one session proves nothing in another one of the same person and browser', async () => {
  const { userId, key, mail } = await newOwner({ isBackupEligible: false, isBackedUp: false });
  const [first, second] = [await openPages(client, userId), await openPages(client, userId)];
  const answer = await answerOn(client, first, key, { signCount: 7 });
  expect((await askedOn(second)).challenge).not.toBe((await askedOn(first)).challenge);
  const stolen = await postPasskey(second, 'passkey', answer);
  expect([stolen.status, stolen.next.searchParams.get('error')]).toEqual([422, 'stale']);
  expect((await second.result()).status).not.toBe(200);
  expect((await postPasskey(first, 'passkey', answer)).status).toBe(200);
  expect((await postPasskey(second, 'passkey', answer)).status).toBe(422);
  expect((await second.result()).status).not.toBe(200);
  expect(messagesTo(client, mail), 'a copy of an answer is no copy of a passkey').toEqual([]);
});

test('an answer after the end leads to the application once more, and makes no second result', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId);
  const answer = await answerOn(client, browser, key);
  await postPasskey(browser, 'passkey', answer);
  expect((await browser.result()).status).toBe(200);
  await postPasskey(browser, 'passkey', answer);
  expect((await browser.result()).status).not.toBe(200);
  expect(await provenIn(browser)).toHaveLength(1);
});

test('an answer to a question that was replaced meanwhile proves nothing, in the same session', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId);
  const late = await answerOn(client, browser, key);
  await browser.post('passkey', { act: 'begin' });
  expect((await postPasskey(browser, 'passkey', late)).status).toBe(422);
  expect(await provenIn(browser)).toEqual([]);
});

test('a copy that comes between the two writes of the right one spoils nothing, and a lost second write is asked anew', async () => {
  const { userId, key } = await newOwner();
  const browser = await openPages(client, userId);
  const { challenge } = await askedOn(browser);
  await browser.post(undefined, { act: 'begin' });
  // As far as the right one has come.
  const use = { challenge, signCount: 0, isBackupEligible: true, isBackedUp: true, usedAtMs: Date.now() };
  const user = { domain: 'DefaultDomain', userId };
  expect(await dynamodbPasskeys(openTable('sekisho')).recordUse(user, key.passkey, use)).toBe('recorded');
  const copy = await postPasskey(browser, 'passkey', key.answer(challenge, originOf(client)));
  expect([copy.status, copy.next.searchParams.get('error')]).toEqual([409, 'stale']);
  const session = await sessionClient(client).deps.sessions.find(browser.sessionId);
  expect(session?.challenges.passkey?.correlationId).toBe(challenge);
  const page = await (await browser.get()).text();
  expect(passkeyOptions(page), 'a question that was answered is not asked again').toBeUndefined();
  await browser.post('passkey', { act: 'begin' });
  await postPasskey(browser, 'passkey', await answerOn(client, browser, key));
  expect((await browser.result()).status).toBe(200);
});
