/**
 * The attack, from both sides. A stranger who can send wrong codes locks the victim out, for a time or for good: with a
 * passkey the victim still gets in, all the way to the result, and what counts for codes stays as it is. And a thief who
 * has the victim's password makes use of it that her session does not end with the lock: he guesses further codes, has
 * further messages and pushes sent, or lets the lock end by a passkey that is not his.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { openPages, type PageBrowser, passkeyOptions, postPasskey } from '../http/page-client.ts';
import { addTotp, answerOn, newOwner, type Owner, passkeysOf, provenEnrolment, signIn } from '../http/passkey-owner.ts';
import { enrolDevice, type TestDevice, tryPush } from '../http/push-client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let client: OtpClient;
let owner: Owner;
let secret: string;
let device: TestDevice;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  owner = await newOwner();
  device = await enrolDevice(client, owner.userId);
  secret = await addTotp(await provenEnrolment(client, owner));
  pass(30_000);
});

const nowCode = () => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

async function guess(times: number): Promise<void> {
  const { userId } = owner;
  for (let one = 0; one < times; one++) await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
}

/** Until no time ends it. */
async function stop(): Promise<void> {
  for (let window = 0; window < 10; window++) {
    await guess(10);
    pass(DAY_MS);
  }
  await guess(1);
}

async function credential() {
  return (await dynamodbUsers(openTable('sekisho')).load({ domain: 'DefaultDomain', userId: owner.userId })).credential;
}

async function pushesOpen(): Promise<number> {
  const { body } = await device.pull();
  return (body as unknown as { challenges: unknown[] }).challenges.length;
}

test('whose codes a stranger has locked for good still signs in by passkey, and his counters stay as they are', async () => {
  await stop();
  const before = await credential();
  expect(before?.streak).toBeGreaterThanOrEqual(100);
  const { status, body } = await signIn(client, owner);
  expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('urn:sekisho:acr:aal2')]);
  expect(await credential()).toEqual(before);
  const { userId } = owner;
  const code = await client.validateOtp({ userId, correlationId: 'x', deliveryChannel: 'totp', otpCode: nowCode() });
  expect(code.body.minorCode, 'the passkey opens no way for codes').toBe('USER_LOCKED');
});

test('a lock that begins after the proof takes no result away', async () => {
  const browser = await openPages(client, owner.userId);
  await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  await guess(11);
  expect((await browser.result()).status).toBe(200);
});

test('a lock that begins while the question stands does not end the session of the owner', async () => {
  const browser = await openPages(client, owner.userId);
  const answer = await answerOn(client, browser, owner.key);
  await browser.post(undefined, { act: 'begin' });
  await guess(11);
  for (const step of ['totp', 'email', 'sms', 'push'] as const) await browser.post(step, { act: 'check', code: '1' });
  await postPasskey(browser, 'passkey', answer);
  expect((await browser.result()).status).toBe(200);
});

async function everyWayIn(browser: PageBrowser): Promise<void> {
  await browser.post('totp', { act: 'check', code: nowCode() });
  for (const step of ['email', 'sms', 'push']) {
    for (const act of ['send', 'begin', 'again', 'check', 'finish', 'resend']) {
      await browser.post(step, { act, code: '000000', nonce: `${step}-${act}` });
    }
  }
}

test('a thief with the password gets no further guess, message or push while codes are locked', async () => {
  const thief = await openPages(client, owner.userId);
  await thief.post('email', { act: 'send' });
  const sent = messagesTo(client, owner.mail);
  const pin = /\b\d{6}\b/.exec(sent[0]?.text ?? '')?.[0] ?? expect.fail('no PIN was sent');
  await guess(11);
  const before = await credential();
  const phone = messagesTo(client, owner.phone).length;
  for (const browser of [thief, await openPages(client, owner.userId)]) {
    await everyWayIn(browser);
    expect(passkeyOptions(await (await browser.get()).text()), 'the passkey alone is asked for').toBeDefined();
    expect((await browser.result()).status).not.toBe(200);
  }
  await thief.post('email', { act: 'check', code: pin });
  expect((await thief.result()).status, 'the right PIN, while locked').not.toBe(200);
  expect(messagesTo(client, owner.mail)).toHaveLength(sent.length);
  expect(messagesTo(client, owner.phone)).toHaveLength(phone);
  expect(await pushesOpen()).toBe(0);
  expect((await tryPush(client, owner.userId)).status).not.toBe(201);
  expect(await credential()).toMatchObject({
    failures: before?.failures,
    streak: before?.streak,
    sends: before?.sends,
  });
});

test('a thief gets no guess beyond those of anybody: sessions and windows count on one counter', async () => {
  const browser = await openPages(client, owner.userId);
  for (let one = 0; one < 40; one++) await browser.post('totp', { act: 'check', code: '000000' });
  expect((await credential())?.streak).toBe(10);
  for (let window = 0; window < 15; window++) {
    pass(DAY_MS);
    const next = await openPages(client, owner.userId);
    for (let one = 0; one < 12; one++) await next.post('totp', { act: 'check', code: '000000' });
  }
  expect((await credential())?.streak).toBe(100);
});

test('wrong answers of a passkey count as no guess, end no lock and begin none', async () => {
  const other = await newOwner();
  await guess(3);
  const before = await credential();
  const browser = await openPages(client, owner.userId);
  for (let one = 0; one < 30; one++) {
    await postPasskey(browser, 'passkey', await answerOn(client, browser, other.key));
  }
  expect(await credential()).toEqual(before);
  await guess(8);
  const locked = await credential();
  const shut = await openPages(client, owner.userId);
  await postPasskey(shut, 'passkey', await answerOn(client, shut, other.key));
  expect(await credential()).toEqual(locked);
  expect((await signIn(client, owner)).status).toBe(200);
});

test('who has proven a passkey while codes are locked adds no factor by a code, and the lock goes on', async () => {
  await guess(11);
  const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
  await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  expect((await browser.get()).status).toBe(200);
  await browser.post('add-email', { act: 'send', address: 'thief@example.com' });
  expect(messagesTo(client, 'thief@example.com')).toEqual([]);
  const { userId } = owner;
  const code = await client.validateOtp({ userId, correlationId: 'x', deliveryChannel: 'totp', otpCode: nowCode() });
  expect(code.body.minorCode).toBe('USER_LOCKED');
});

test('what a code has proven before the lock changes no factor while it lasts, also beside a passkey', async () => {
  const thief = await openPages(client, owner.userId, { purpose: 'enrol' });
  await thief.post('totp', { act: 'check', code: nowCode() });
  expect(await (await thief.get()).text(), 'before the lock').toContain('add-passkey');
  await guess(11);
  for (const step of ['add-passkey', 'add-totp', 'add-email', 'add-push']) {
    await thief.post(step, { act: 'begin' });
    const page = await thief.get(step);
    expect([step, page.status, page.headers.get('location')]).toEqual([step, 303, `/mfa/s/${thief.sessionId}`]);
  }
  const [own] = await passkeysOf(client, owner.userId);
  await thief.post(`remove-passkey-${own?.passkeyId}`, { act: 'remove' });
  await thief.post(undefined, { act: 'finish' });
  expect((await thief.result()).status).not.toBe(200);
  expect(await passkeysOf(client, owner.userId)).toHaveLength(1);
  const home = await (await thief.get()).text();
  expect([home.includes('add-passkey'), passkeyOptions(home) !== undefined]).toEqual([false, true]);
});

test('a push that was approved before the lock signs nobody in while it lasts', async () => {
  await client.settings({ PushMatchCode: false });
  pass(31_000);
  const browser = await openPages(client, owner.userId);
  await browser.post('push', { act: 'send' });
  const { body } = await device.pull();
  const [asked] = (body as unknown as { challenges: { challengeId: string }[] }).challenges;
  expect((await device.approve(String(asked?.challengeId), undefined)).status).toBe(200);
  await guess(11);
  await browser.post('push', { act: 'finish' });
  expect((await browser.result()).status).not.toBe(200);
  expect(passkeyOptions(await (await browser.get()).text()), 'the passkey is still asked for').toBeDefined();
});
