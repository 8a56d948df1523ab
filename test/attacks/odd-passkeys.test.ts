/**
 * The attack: a browser of the thief's own making, which posts what no browser writes: JSON that is none, names that every
 * object inherits, names twice, numbers without end, deep nests, wrong types everywhere; passkeys with ids as long as can
 * be, twenty of them, and one more; names of passkeys that are markup, lines of a message, or lead elsewhere. Nothing may
 * break the service, none may count, and the pages must stay small enough to be loaded.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_PASSKEYS } from '../../functions/core/passkeys/passkey.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { addPasskey, expectedOf, openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { givePasskey } from '../http/passkey-client.ts';
import { answerOn, askedOn, newOwner, type Owner, passkeysOf, provenEnrolment, signIn } from '../http/passkey-owner.ts';
import { putProfile } from '../http/put-user.ts';
import { newAuthenticator, register } from '../unit/core/passkeys/software-authenticator.ts';

let client: OtpClient;
let owner: Owner;
let browser: PageBrowser;
let enrolling: PageBrowser;

beforeAll(async () => {
  client = await startClient();
  owner = await newOwner();
  browser = await openPages(client, owner.userId);
  enrolling = await provenEnrolment(client, owner);
  await enrolling.post('add-passkey', { act: 'begin' });
});
afterAll(() => client.service.close());

/** As a text, since no object can say it. */
const TEXTS: readonly (readonly [what: string, twist: (json: string) => string])[] = [
  ['an empty text', () => ''],
  ['half of it', (json) => json.slice(0, json.length / 2)],
  ['it twice', (json) => json + json],
  ['null', () => 'null'],
  ['a number without end', () => `1${'0'.repeat(400)}`],
  ['a number beyond all', () => '{"id":1e999}'],
  ['a list of it', (json) => `[${json}]`],
  ['a deep nest', () => '['.repeat(7_000)],
  ['a deep nest that is closed', () => `${'['.repeat(6_000)}${']'.repeat(6_000)}`],
  ['objects in objects', () => `${'{"response":'.repeat(900)}1${'}'.repeat(900)}`],
  [
    'prototype keys',
    (json) => json.replace('{', '{"__proto__":{"id":"x"},"constructor":1,"toString":1,"hasOwnProperty":1,'),
  ],
  ['a prototype that has all the rest', (json) => `{"__proto__":${json}}`],
  ['a null character', (json) => json.replace('"id":"', '"id":"\\u0000')],
  ['half of a pair', (json) => json.replace('"id":"', '"id":"\\ud800')],
  ['another id first', (json) => json.replace('{', '{"id":"AAAA","rawId":"AAAA",')],
  ['a byte order mark', (json) => `\ufeff${json}`],
  ['more than a form may hold', (json) => json.replace('{', `{"more":"${'x'.repeat(20_000)}",`)],
];

describe.each(TEXTS)('%s for an answer', (what, twist) => {
  test.each(['passkey', 'add-passkey'] as const)('breaks nothing (%s)', async (step) => {
    const asked = step === 'passkey' ? browser : enrolling;
    const right =
      step === 'passkey'
        ? await answerOn(client, browser, owner.key, { signature: Buffer.alloc(70, 1) })
        : register(newAuthenticator(), { ...expectedOf(client, { challenge: 'AAAA' }) });
    const fields = { act: 'check', answer: twist(JSON.stringify(right)) };
    const reply = await asked.post(step, fields, { accept: 'application/json' });
    expect(reply.status, what).toBeGreaterThanOrEqual(400);
    expect(reply.status, what).toBeLessThan(500);
  });
});

const VALUES = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '=',
  'A',
  'AA==',
  '__proto__',
  'AAAA'.repeat(600),
  [],
  {},
  [['AAAA']],
  { length: 5 },
];
const PLACES = ['id', 'rawId', 'type', 'response', 'clientExtensionResults'] as const;
const INSIDE = [
  'clientDataJSON',
  'authenticatorData',
  'signature',
  'userHandle',
  'transports',
  'attestationObject',
] as const;

test.each([...PLACES, ...INSIDE])(
  'nothing breaks where %s is of another kind, at a proof and at an addition',
  async (place) => {
    const isInside = (INSIDE as readonly string[]).includes(place);
    for (const value of VALUES) {
      const proof = await answerOn(client, browser, owner.key, { signature: Buffer.alloc(70, 1) });
      const made = register(newAuthenticator(), expectedOf(client, { challenge: 'AAAA' }));
      for (const [step, tab, answer] of [
        ['passkey', browser, proof],
        ['add-passkey', enrolling, made],
      ] as const) {
        const twisted = isInside
          ? { ...answer, response: { ...answer.response, [place]: value } }
          : { ...answer, [place]: value };
        const { status } = await postPasskey(tab, step, twisted);
        expect([step, status >= 400 && status < 500], JSON.stringify(value).slice(0, 40)).toEqual([step, true]);
      }
    }
  },
);

test.each([
  ['no JSON', Buffer.from('{')],
  ['no text', Buffer.of(0xff, 0xfe, 0x00)],
  ['null', Buffer.from('null')],
  ['a list', Buffer.from('[]')],
  ['a number', Buffer.from('7')],
  ['nothing', Buffer.from('{}')],
  ['a deep nest', Buffer.from('['.repeat(3_000))],
  ['a challenge that is a list', Buffer.from('{"type":"webauthn.get","challenge":["AAAA"]}')],
  ['a challenge of other letters', Buffer.from(`{"type":"webauthn.get","challenge":"${'é'.repeat(43)}"}`)],
  ['a prototype', Buffer.from('{"__proto__":{"type":"webauthn.get","crossOrigin":false}}')],
])('client data that is %s signs nobody in', async (_what, clientDataBytes) => {
  const answer = await answerOn(client, browser, owner.key, { clientDataBytes });
  expect((await postPasskey(browser, 'passkey', answer)).status).toBe(422);
});

test('after all that the owner signs in, in the very same session, and nothing was added', async () => {
  await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  expect((await browser.result()).status).toBe(200);
  expect(await passkeysOf(client, owner.userId)).toHaveLength(1);
});

describe('sizes', () => {
  test('ids of 1,023 bytes are taken, 1,024 are not, and the answer fits into a form with the longest key', async () => {
    const userId = 'long-ids';
    await putProfile({ userId, attributes: {} });
    const tab = await openPages(client, userId, { purpose: 'enrol' });
    const tooLong = await addPasskey(client, tab, newAuthenticator(-257, 1_024));
    expect(tooLong.reply.status).toBe(422);
    const { reply, authenticator, userHandle } = await addPasskey(client, tab, newAuthenticator(-257, 1_023));
    expect(reply.status).toBe(200);
    const id = authenticator.credentialId.toString('base64url');
    expect((await askedOn(tab)).allowCredentials).toMatchObject([{ id }]);
    expect(userHandle).toHaveLength(43);
  });

  test('twenty passkeys with ids as long as can be make a page of less than 64 KB, and a sign-in; there is no other one', async () => {
    const big = await newOwner();
    const keys = [];
    for (let count = 1; count < MAX_PASSKEYS; count++) {
      const credentialId = newAuthenticator(-7, 1_023).credentialId.toString('base64url');
      keys.push(await givePasskey(big.userId, { credentialId, id: `long-${count}` }));
    }
    const tab = await openPages(client, big.userId);
    const page = await (await tab.get()).text();
    expect((await askedOn(tab)).allowCredentials).toHaveLength(MAX_PASSKEYS);
    expect(page.length).toBeLessThan(64 * 1024);
    const started = performance.now();
    expect((await signIn(client, big)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
    const list = await provenEnrolment(client, big);
    const more = await list.post('add-passkey', { act: 'begin' });
    expect(more.headers.get('location')).toContain('error=passkeyLimit');
    expect((await (await list.get()).text()).length).toBeLessThan(64 * 1024);
  });
});

describe('the name of a passkey', () => {
  const MARKUP = `"><img src=x onerror=alert(1)><script>alert('x')</script>`;

  async function renamed(name: string): Promise<{ person: Owner; tab: PageBrowser; reply: Response }> {
    const person = await newOwner();
    await givePasskey(person.userId);
    const tab = await provenEnrolment(client, person);
    const reply = await tab.post(`rename-passkey-${person.key.passkey.id}`, { act: 'rename', name });
    return { person, tab, reply };
  }

  test('that is markup is text on every page', async () => {
    const { tab, person } = await renamed(MARKUP);
    const steps = [undefined, `rename-passkey-${person.key.passkey.id}`, `remove-passkey-${person.key.passkey.id}`];
    for (const step of steps) {
      const page = await (await tab.get(step)).text();
      expect(page, step).toContain('&lt;img');
      expect(page, step).not.toContain('<img src=x');
      expect(page, step).not.toContain('<script>alert');
    }
  });

  test.each([
    ['has two lines', 'Phone\nYour account is closed'],
    ['has a line of another kind', 'Phone\u2028Call 0120'],
    ['turns around', 'Phone\u202eenohP'],
    ['shows nothing', '\u200b\u200b'],
    ['is empty', '   '],
    ['is too long', 'x'.repeat(65)],
    ['has a null character', 'Pho\0ne'],
  ])('that %s is not taken', async (_what, name) => {
    const { person } = await renamed(name);
    const names = (await passkeysOf(client, person.userId)).map((passkey) => passkey.name);
    expect(names).toContain(person.key.passkey.name);
  });

  test.each(['https://evil.example/login', 'call +81 3 1234 5678', 'evil.example', '{code} {helpDesk}'])(
    'that leads elsewhere goes out in no message, nor does what it fills in: %s',
    async (name) => {
      const { person, tab } = await renamed(name);
      await tab.post(`remove-passkey-${person.key.passkey.id}`, { act: 'remove' });
      const [message = expect.fail('no message')] = messagesTo(client, person.mail);
      expect(message.text).not.toMatch(/evil\.example|1234|https?:/);
      expect(message.text.split('{code}').length + message.text.split('{helpDesk}').length).toBe(
        name.startsWith('{') ? 4 : 2,
      );
    },
  );
});
