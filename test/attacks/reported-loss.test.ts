/**
 * The attack: keep using what its owner has reported lost, or report what is not lost. The thief holds the phone: he has
 * shown its code a moment before the report and goes on in that session, brings the method back himself, types the code
 * that was on its way, or approves what he sees. Or he has nothing but the password, or one code of those that were kept for
 * an emergency, and reports the owner's methods until only his own is left.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dynamodbSessions } from '../../functions/adapters/dynamodb/sessions.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { hashBrowser } from '../../functions/core/sessions/browser.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { addTotp, answerOn, newOwner, type Owner, passkeysOf, provenEnrolment } from '../http/passkey-owner.ts';
import { enrolDevice, type TestDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let owner: Owner;
let secret: string;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  owner = await newOwner();
  secret = await addTotp(await provenEnrolment(client, owner));
  pass(30_000);
});

const nextCode = (): string => {
  pass(30_000);
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
};

async function byCode(purpose: 'verify' | 'enrol'): Promise<PageBrowser> {
  const browser = await openPages(client, owner.userId, { purpose });
  await browser.post('totp', { act: 'check', code: nextCode() });
  return browser;
}

/** A session that has proven what no page has asked for, as another route would leave it. */
async function enrolmentBy(factor: Factor): Promise<PageBrowser> {
  const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
  await browser.post(undefined, { act: 'begin' });
  const [, cookie = ''] = [...browser.cookies].find(([name]) => /^__Host-sekisho-[\w-]{12}$/.test(name)) ?? [];
  const holder = { id: browser.sessionId, browserHash: hashBrowser(browser.sessionId, new Secret(cookie)) };
  const sessions = dynamodbSessions(openTable(process.env.TABLE_NAME ?? ''));
  const nowMs = Date.now();
  expect(await sessions.prove({ ...holder, nowMs }, { factor, provenAtMs: nowMs, step: undefined })).toBe('recorded');
  return browser;
}

const nameOf = (answer: Response): string => answer.headers.get('location') ?? '';
const passkeyName = async (): Promise<string> => `passkey-${(await passkeysOf(client, owner.userId))[0]?.passkeyId}`;

async function report(name: string, browser?: PageBrowser): Promise<void> {
  const told = await (browser ?? (await provenEnrolment(client, owner))).post(`lost-${name}`, { act: 'lost' });
  expect(nameOf(told)).toContain('did=lost');
}

const pageOf = async (browser: PageBrowser): Promise<string> => (await browser.get()).text();

test('a lost app proves nothing, and what it proved a moment before counts for nothing', async () => {
  const [signedIn, changing] = [await byCode('verify'), await byCode('enrol')];
  await report('totp');
  expect((await signedIn.result()).body.code).toBe('SESSION_EXPIRED');
  expect(await pageOf(changing)).not.toContain('add-passkey');
  const again = await openPages(client, owner.userId);
  expect(await pageOf(again)).not.toContain('/totp"');
  await again.post('totp', { act: 'check', code: nextCode() });
  expect((await again.result()).body.code).toBe('SESSION_UNFINISHED');
});

test('the session that the lost app has proven does not bring it back; another factor does', async () => {
  const stolen = await byCode('enrol');
  const own = await provenEnrolment(client, owner);
  await report('totp', own);
  await stolen.post('found-totp', { act: 'found' });
  expect(await pageOf(await openPages(client, owner.userId))).not.toContain('/totp"');
  expect(nameOf(await own.post('found-totp', { act: 'found' }))).toContain('did=found');
  expect((await (await byCode('verify')).result()).status).toBe(200);
});

test('nobody makes a stream of messages of lost and found, and a loss is reported whatever was found before', async () => {
  const own = await provenEnrolment(client, owner);
  const found = async () => nameOf(await own.post('found-totp', { act: 'found' }));
  for (let round = 0; round < 5; round++) {
    await report('totp', own);
    expect(await found()).toContain('did=found');
  }
  await report('totp', own);
  expect(await found()).toContain('error=foundOften');
  expect(await pageOf(await openPages(client, owner.userId))).not.toContain('/totp"');
});

test('a code on its way to a lost address is none any more, and no further one is sent there', async () => {
  const thief = await openPages(client, owner.userId);
  await thief.post('email', { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list(owner.mail)[0]?.text ?? '')?.[0] ?? expect.fail('no code');
  await report('email');
  await thief.post('email', { act: 'check', code });
  expect((await thief.result()).body.code).toBe('SESSION_UNFINISHED');
  const count = client.service.aws?.inbox.list(owner.mail).length;
  pass(60_000);
  await thief.post('email', { act: 'send' });
  expect(client.service.aws?.inbox.list(owner.mail)).toHaveLength(count ?? -1);
});

test('a lost passkey is not asked for, and an answer to the question of before is refused', async () => {
  const thief = await openPages(client, owner.userId);
  const answer = await answerOn(client, thief, owner.key);
  await report(await passkeyName(), await byCode('enrol'));
  expect((await postPasskey(thief, 'passkey', answer)).status).toBe(422);
  expect((await thief.result()).status).not.toBe(200);
  expect(await pageOf(await openPages(client, owner.userId))).not.toContain('data-passkey');
});

test('of two phones the lost one neither sees nor approves, its session ends, and the other one goes on', async () => {
  const [lost, other] = [await enrolDevice(client, owner.userId), await enrolDevice(client, owner.userId)];
  const stolen = await byPhone(lost, 'enrol');
  await report(`push-${lost.id}`);
  expect((await lost.pull()).status).toBe(401);
  await stolen.post(`found-push-${lost.id}`, { act: 'found' });
  expect((await lost.pull()).status, 'not brought back by itself').toBe(401);
  const browser = await openPages(client, owner.userId);
  await browser.post('push', { act: 'send' });
  const digits = digitsOn(await (await browser.get('push')).text());
  const [open] = (await other.pull()).body.challenges as unknown as { challengeId: string }[];
  expect((await lost.approve(open?.challengeId ?? '', digits)).status).toBe(401);
  expect((await other.approve(open?.challengeId ?? '', digits)).status).toBe(200);
});

async function byPhone(phone: TestDevice, purpose: 'verify' | 'enrol'): Promise<PageBrowser> {
  const browser = await openPages(client, owner.userId, { purpose });
  await browser.post('push', { act: 'send' });
  const digits = digitsOn(await (await browser.get('push')).text());
  const [open] = (await phone.pull()).body.challenges as unknown as { challengeId: string }[];
  expect((await phone.approve(open?.challengeId ?? '', digits)).status).toBe(200);
  await browser.post('push', { act: 'finish' });
  return browser;
}

const digitsOn = (page: string): string => /(?:\d ){5}\d/.exec(page)?.[0].replaceAll(' ', '') ?? '';

test.each<[string, () => Promise<PageBrowser>]>([
  ['the password alone', () => openPages(client, owner.userId, { purpose: 'enrol' })],
  ['a recovery code', () => enrolmentBy('recovery')],
  ['a code of the help desk', () => enrolmentBy('bypass')],
])('with %s nothing is reported, brought back or removed', async (_what, open) => {
  const passkey = await passkeyName();
  const thief = await open();
  for (const name of ['totp', 'email', 'sms', passkey]) {
    expect((await thief.get(`lost-${name}`)).status, name).toBe(303);
    await thief.post(`lost-${name}`, { act: 'lost' });
    await thief.post(`remove-${name}`, { act: 'remove' });
  }
  const { body } = await client.call('GET', `/mfa/v1/users/${owner.userId}/factors?appName=demo`, { as: CLIENT });
  expect((body.factors as unknown as { kind: string; usable: boolean }[]).filter(({ usable }) => usable)).toHaveLength(
    4,
  );
  await report('totp');
  await thief.post('found-totp', { act: 'found' });
  expect(await pageOf(await openPages(client, owner.userId))).not.toContain('/totp"');
});

test('the last one can be reported too, after the page has said what follows, and each report reaches every address', async () => {
  const browser = await provenEnrolment(client, owner);
  for (const name of ['totp', 'email', 'sms']) await report(name, browser);
  const passkey = await passkeyName();
  const page = await (await browser.get(`lost-${passkey}`)).text();
  expect(page).toContain('the only one that you can sign in with');
  const told = () => [owner.mail, owner.phone].map((to) => client.service.aws?.inbox.list(to)[0]?.text ?? '');
  await report(passkey, browser);
  for (const text of told()) expect(text).toContain('Reported lost');
  expect(await pageOf(browser)).not.toContain('add-totp');
});

test('who has reported his only address is not open to whoever has his password', async () => {
  const userId = 'mail-alone';
  await putUser({ userId, language: 'en', attributes: { mail: 'mail-alone@example.com' } }, 'a-password');
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('email', { act: 'send' });
  const text = client.service.aws?.inbox.list('mail-alone@example.com')[0]?.text ?? '';
  await browser.post('email', { act: 'check', code: /\d{6}/.exec(text)?.[0] ?? '' });
  await report('email', browser);
  const thief = await openPages(client, userId, { purpose: 'enrol' });
  expect(await pageOf(thief)).not.toContain('add-totp');
  expect((await thief.get('add-totp')).status).toBe(303);
});

test('a new address in the place of the lost one counts, the lost one typed again after an emergency code does not', async () => {
  await report('email');
  const add = async (browser: PageBrowser, address: string) => {
    pass(60_000);
    await browser.post('add-email', { act: 'send', address });
    const code = /\d{6}/.exec(client.service.aws?.inbox.list(address)[0]?.text ?? '')?.[0] ?? '';
    return nameOf(await browser.post('add-email', { act: 'check', code }));
  };
  const rows = async () => pageOf(await openPages(client, owner.userId));
  await add(await enrolmentBy('recovery'), owner.mail);
  expect(await rows()).not.toContain('/email"');
  expect(await add(await provenEnrolment(client, owner), `new-${owner.mail}`)).toContain('added=email');
  expect(await rows()).toContain('/email"');
});
