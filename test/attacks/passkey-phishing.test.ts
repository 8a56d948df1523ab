/**
 * The attack: a page that looks like ours relays the question of a real session to the victim, and posts what her passkey
 * signs. The browser writes into that which site asked, so the false page tries spellings of our address that somebody
 * might take for the same, another domain name, and frames. The letters must be the same, all of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { addPasskey, openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { answerOn, newOwner, type Owner, passkeysOf } from '../http/passkey-owner.ts';
import { putUser } from '../http/put-user.ts';
import { FLAGS, newAuthenticator, type Twist } from '../unit/core/passkeys/software-authenticator.ts';

let client: OtpClient;
let owner: Owner;
/** Of the real session that the false page relays. */
let relayed: PageBrowser;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  owner = await newOwner();
  relayed = await openPages(client, owner.userId);
});
afterAll(() => client.service.close());

/** The address of the local run is `http://localhost:PORT`. */
const ORIGINS: readonly (readonly [what: string, make: (origin: string) => unknown])[] = [
  ['another site', () => 'https://evil.example'],
  ['a site below ours', (origin) => origin.replace('localhost', 'login.localhost')],
  ['a site that ends as ours', (origin) => origin.replace('localhost', 'evil-localhost')],
  ['a site that begins as ours', (origin) => origin.replace('localhost', 'localhost.evil.example')],
  ['a user name that looks like ours', (origin) => `${origin}@evil.example`],
  ['https for http', (origin) => origin.replace('http:', 'https:')],
  ['another port', (origin) => origin.replace(/\d+$/, '1')],
  ['no port', (origin) => origin.replace(/:\d+$/, '')],
  ['a port with a zero before it', (origin) => origin.replace(/:(\d+)$/, ':0$1')],
  ['upper case', (origin) => origin.toUpperCase()],
  ['one letter in upper case', (origin) => origin.replace('localhost', 'Localhost')],
  ['a dot at the end of the name', (origin) => origin.replace('localhost', 'localhost.')],
  ['a slash at the end', (origin) => `${origin}/`],
  ['a path', (origin) => `${origin}/mfa`],
  ['a blank before it', (origin) => ` ${origin}`],
  ['a line end after it', (origin) => `${origin}\n`],
  ['a null character after it', (origin) => `${origin}\0`],
  ['a letter that looks the same', (origin) => origin.replace('localhost', 'l\u043ecalhost')],
  ['a letter of full width', (origin) => origin.replace('localhost', '\uff4cocalhost')],
  ['the number of our address', (origin) => origin.replace('localhost', '127.0.0.1')],
  ['an app of Android', () => 'android:apk-key-hash:AAAA'],
  ['the text "null"', () => 'null'],
  ['null', () => null],
  ['nothing', () => undefined],
  ['an empty text', () => ''],
  ['a list with ours in it', (origin) => [origin]],
  ['an object', (origin) => ({ origin })],
];

const TWISTS: readonly (readonly [what: string, make: (origin: string) => Twist])[] = [
  ...ORIGINS.map(
    ([what, make]) =>
      [`for ${what}`, (origin: string) => ({ clientData: { origin: make(origin) } })] satisfies [string, unknown],
  ),
  ['within a frame of somebody else', () => ({ clientData: { crossOrigin: true } })],
  ['within a frame, as a text', () => ({ clientData: { crossOrigin: 'false' } })],
  ['under a page of somebody else', () => ({ clientData: { topOrigin: 'https://evil.example' } })],
  ['under a page of ours', (origin) => ({ clientData: { topOrigin: origin } })],
  ['under a page without a name', () => ({ clientData: { topOrigin: null } })],
  ['for another domain name', () => ({ rpId: 'evil.example' })],
  ['for a domain name below ours', () => ({ rpId: 'login.localhost' })],
  ['for our domain name in upper case', () => ({ rpId: 'LOCALHOST' })],
  ['for our domain name with a dot', () => ({ rpId: 'localhost.' })],
  ['for our whole address as a domain name', (origin) => ({ rpId: origin })],
  ['for no domain name', () => ({ rpId: '' })],
];

describe.each(TWISTS)('what a browser signs %s', (what, make) => {
  test('signs nobody in', async () => {
    const twist = make(new URL(client.service.url).origin);
    const { status } = await postPasskey(relayed, 'passkey', await answerOn(client, relayed, owner.key, twist));
    expect(status, what).toBe(422);
    expect((await relayed.result()).status).not.toBe(200);
  });

  test('adds no passkey', async () => {
    people += 1;
    const userId = `lured-${people}`;
    await putUser({ userId, attributes: {} }, 'a-long-password');
    const browser = await openPages(client, userId, { purpose: 'enrol' });
    const origin = new URL(client.service.url).origin;
    const { reply } = await addPasskey(client, browser, newAuthenticator(), make(origin));
    expect(reply.status, what).toBe(422);
    expect(await passkeysOf(client, userId)).toEqual([]);
  });
});

test.each([
  ['made for making a passkey', { clientData: { type: 'webauthn.create' } }, 422],
  ['of a payment', { clientData: { type: 'payment.get' } }, 422],
  ['without a touch', { flags: FLAGS.UV | FLAGS.BE | FLAGS.BS }, 422],
  ['that is backed up and cannot be', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BS }, 422],
  ['with the data of a new passkey', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS | FLAGS.AT }, 422],
] satisfies [string, Twist, number][])('an answer %s signs nobody in', async (_what, twist, status) => {
  expect((await postPasskey(relayed, 'passkey', await answerOn(client, relayed, owner.key, twist))).status).toBe(
    status,
  );
  expect((await relayed.result()).status).not.toBe(200);
});

test('a form that another site sends posts no answer', async () => {
  const answer = JSON.stringify(await answerOn(client, relayed, owner.key));
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const reply = await relayed.post('passkey', { act: 'check', answer }, { accept: 'application/json', ...headers });
    expect(reply.status).toBe(403);
  }
  expect((await relayed.result()).status).not.toBe(200);
});

test('the same session is a sign-in where nothing is twisted', async () => {
  await postPasskey(relayed, 'passkey', await answerOn(client, relayed, owner.key));
  expect((await relayed.result()).status).toBe(200);
});
