/**
 * The attack: somebody with a stolen password begins a sign-in, looks at its pages without sending a form, and has the
 * victim prove the factor. What ties the proof to the attacker's own browser at the application is the `state`; if a page,
 * a link, a redirect or a header of an open session tells it, he goes home with the victim's proof. So every page of
 * every kind of open session is read here, byte by byte.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages, type PageBrowser, pageBrowser } from '../http/page-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

const STATE = 'state-7Qf/+ü&<told once>';
const RETURN_URL = 'https://app.example/way/home?tab=7';
const STEPS = [
  ...['totp', 'email', 'sms', 'push', 'passkey'],
  ...['add-totp', 'add-email', 'add-sms', 'add-push', 'add-passkey', 'remove-email'],
] as const;
const LOOKS = [undefined, ...STEPS, 'push/state', 'add-push/state', 'no-such-step'] as const;
const FORMS: readonly (readonly [step: string | undefined, fields: Record<string, string>])[] = [
  [undefined, { act: 'begin' }],
  [undefined, { act: 'nothing' }],
  [undefined, { act: 'return' }],
  [undefined, { act: 'begin', token: 'forged' }],
  ['email', { act: 'send' }],
  ['email', { act: 'check', code: '' }],
  ['email', { act: 'check', code: 'wrong' }],
  ['sms', { act: 'send' }],
  ['sms', { act: 'check', code: 'wrong' }],
  ['push', { act: 'send' }],
  ['push', { act: 'finish' }],
  ['totp', { act: 'check', code: 'wrong' }],
  ['add-totp', { act: 'start' }],
  ['add-totp', { act: 'check', code: 'wrong' }],
  ['add-email', { act: 'send', address: 'no address' }],
  ['add-email', { act: 'send', address: 'new@example.com' }],
  ['add-email', { act: 'check', code: 'wrong' }],
  ['add-push', { act: 'start' }],
  ['passkey', { act: 'begin' }],
  ['passkey', { act: 'check' }],
  ['passkey', { act: 'check', answer: '{}' }],
  ['add-passkey', { act: 'begin' }],
  ['add-passkey', { act: 'check', answer: '{}' }],
  ['remove-email', { act: 'keep' }],
  ['no-such-step', { act: 'send' }],
];

let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { returnUrls: [RETURN_URL], rights: ['device-enrolment'] });
  await client.settings({ MaxSendAttempts: 0, MaxAttempts: 0, ResendDelaySeconds: 0 });
});
afterAll(() => client.service.close());

/** Every way in which a text may stand in an answer. Base64 of its inside, at each of the three offsets. */
function encodings(text: string): string[] {
  const bytes = Buffer.from(text);
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const percent = encodeURIComponent(text);
  const entities = (base: 10 | 16) =>
    [...text].map((sign) => `&#${base === 16 ? 'x' : ''}${sign.codePointAt(0)?.toString(base)};`).join('');
  return [
    text,
    percent,
    percent.toLowerCase(),
    encodeURI(text),
    String(new URLSearchParams({ v: text })).slice(2),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    percent.replaceAll('&', '&amp;'),
    entities(10),
    entities(16),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    ...inBase64,
    ...inBase64.map((part) => part.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

async function bytesOf(answer: Response): Promise<string> {
  const headers = [...answer.headers].map((line) => line.join(': '));
  return [...headers, ...answer.headers.getSetCookie(), await answer.text()].join('\n');
}

const told = (bytes: string) =>
  [...encodings(STATE), ...encodings(RETURN_URL)].filter((secret) =>
    bytes.toLowerCase().includes(secret.toLowerCase()),
  );

async function person(has: 'factors' | 'nothing'): Promise<string> {
  people += 1;
  const userId = `walker-${people}`;
  const attributes = { mail: `${userId}@example.com`, mobile: `+81901111${String(people).padStart(4, '0')}` };
  await putUser({ userId, ...(has === 'factors' ? { attributes } : {}) }, 'a-password');
  if (has === 'factors') {
    await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
    await enrolDevice(client, userId);
  }
  return userId;
}

/** Looks at every page and sends every form but those that end the session. */
async function walk(browser: PageBrowser, seen: (where: string, bytes: string) => void): Promise<void> {
  const look = async () => {
    for (const step of LOOKS) seen(`GET ${step}`, await bytesOf(await browser.get(step)));
  };
  await look();
  for (const [step, fields] of FORMS) {
    seen(`POST ${step} ${JSON.stringify(fields)}`, await bytesOf(await browser.post(step, fields)));
  }
  await look();
}

describe.each([
  ['verify', 'factors'],
  ['enrol', 'factors'],
  ['enrol', 'nothing'],
] as const)('a session to %s of a person with %s', (purpose, has) => {
  test.each(['en', 'ja'])('tells neither state nor return address while it is open (%s)', async (locale) => {
    const userId = await person(has);
    const fields = { purpose, locale, state: STATE, returnUrl: RETURN_URL };
    const browser = await openPages(client, userId, fields);
    const answers: [string, string][] = [];
    const note = (where: string, bytes: string) => void answers.push([where, bytes]);
    // Somebody who only looks, before anybody has the session.
    for (const step of LOOKS)
      note(`free: GET ${step}`, await bytesOf(await pageBrowser(client, browser.sessionId).get(step)));
    await walk(browser, note);
    if (purpose === 'enrol' && has === 'factors') {
      await browser.post('email', { act: 'send' });
      const code = /\d{6}/.exec(client.service.aws?.inbox.list(`${userId}@example.com`)[0]?.text ?? '')?.[0] ?? '';
      note('the proof', await bytesOf(await browser.post('email', { act: 'check', code })));
      await walk(browser, note);
    }
    // Another browser, now that one has it.
    const stranger = pageBrowser(client, browser.sessionId);
    await walk(stranger, (where, bytes) => note(`stranger: ${where}`, bytes));
    expect(answers.filter(([, bytes]) => told(bytes).length > 0).map(([where]) => where)).toEqual([]);
    expect(answers.filter(([, bytes]) => bytes.includes('<main')).length).toBeGreaterThan(20);

    // Cancelling ends it, and only that tells the state: to this browser, in a redirect.
    const strangers = await stranger.post(undefined, { act: 'cancel' });
    expect([strangers.status, told(await bytesOf(strangers))]).toEqual([403, []]);
    const home = await browser.post(undefined, { act: 'cancel' });
    expect(new URL(home.headers.get('location') ?? '').searchParams.get('state')).toBe(STATE);
    expect(told(await bytesOf(home))).not.toEqual([]);
    expect((await browser.result()).body.code).toBe('SESSION_CANCELLED');
    // What is over is shown without it too; the button asks for the redirect again.
    expect(told(await bytesOf(await browser.get()))).toEqual([]);
    expect((await browser.post(undefined, { act: 'return' })).headers.get('location')).toContain('session_id=');
  });
});
