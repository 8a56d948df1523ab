/**
 * The attacker wants our pages, which people trust, to send a browser to his own: with a return address that only looks
 * like a registered one, with that of another application, through something that comes back in the address, or with a
 * foreign Host. Addresses are compared letter by letter (RFC 9700 section 4.1.3), so every trick here is one spelling.
 */
import { request as send } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putApplication, register } from '../http/applications.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, pageBrowser } from '../http/page-client.ts';
import { sessionClient } from '../http/session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;

const SHOP = 'https://shop.example/back?from=sekisho';
const registered = (): string => sessions.returnUrl;

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  holdClock();
  await register(client, ['shop'], { returnUrls: [SHOP] });
  pass(31_000);
});
afterAll(() => client.service.close());

describe('a session', () => {
  test.each<[name: string, change: (url: string) => string]>([
    ['another host', () => 'https://evil.example/demo/return'],
    ['no scheme', () => '//evil.example/demo/return'],
    ['no scheme and backslashes', () => '\\\\evil.example\\demo\\return'],
    ['one slash', (url) => url.replace('://', ':/')],
    ['a longer path', (url) => `${url}/more`],
    ['a slash at the end', (url) => `${url}/`],
    ['a query of its own', (url) => `${url}?next=https://evil.example`],
    ['an empty query', (url) => `${url}?`],
    ['a fragment', (url) => `${url}#x`],
    ['a user in front of the host', (url) => url.replace('http://', 'http://localhost@evil.example/')],
    ['a user and a password', (url) => url.replace('http://', 'http://a:b@')],
    ['a backslash before the at sign', (url) => url.replace('http://', 'http://evil.example\\@')],
    ['a longer host', (url) => url.replace('localhost', 'localhost.evil.example')],
    ['a dot after the host', (url) => url.replace('localhost', 'localhost.')],
    ['the address of the host', (url) => url.replace('localhost', '127.0.0.1')],
    ['the host as one number', (url) => url.replace('localhost', '2130706433')],
    ['full-width letters', (url) => url.replace('localhost', 'ｌｏｃａｌｈｏｓｔ')],
    ['a full stop of another script', (url) => url.replace('localhost', 'localhost。')],
    ['a letter that looks the same', (url) => url.replace('demo', 'd\u0435mo')],
    ['a letter that is not seen', (url) => url.replace('demo', 'de\u200bmo')],
    ['another port', (url) => url.replace(/:\d+\//, ':1/')],
    ['another scheme', (url) => url.replace('http:', 'https:')],
    ['a script', () => 'javascript:alert(1)//demo/return'],
    ['data', () => 'data:text/html,<script>alert(1)</script>'],
    ['a path that climbs', (url) => url.replace('/demo/', '/x/../demo/')],
    ['a path that climbs in code', (url) => url.replace('/demo/', '/x/%2e%2e/demo/')],
    ['a path that is encoded', (url) => url.replace('/demo/', '/%64emo/')],
    ['two slashes in the path', (url) => url.replace('/demo/', '//demo/')],
    ['a backslash', (url) => url.replace('/demo/', '\\demo/')],
    ['capitals', (url) => url.replace('http', 'HTTP')],
    ['a blank at the end', (url) => `${url} `],
    ['a tab inside', (url) => url.replace('demo', 'de\tmo')],
    ['a zero byte', (url) => `${url}\u0000`],
    ['a line break', (url) => `${url}\r\nSet-Cookie: a=b`],
    ['two registered ones at once', (url) => `${url} ${url}`],
    ['nothing but a path', () => '/demo/return'],
    ['the address of another application', () => SHOP],
  ])('does not begin with %s', async (_name, change) => {
    const { status, body } = await sessions.start({ returnUrl: change(registered()) });
    expect([status, body.code]).toEqual([422, 'RETURN_URL_NOT_REGISTERED']);
  });

  test('begins with the very address of its own application', async () => {
    expect((await sessions.start()).status).toBe(201);
    expect((await sessions.start({ appName: 'shop', returnUrl: SHOP })).status).toBe(201);
  });

  test('of one application does not take the addresses of another one of the same client', async () => {
    const { body } = await sessions.start({ appName: 'shop' });
    expect(body.code).toBe('RETURN_URL_NOT_REGISTERED');
  });

  test('does not take several addresses at once, nor something that is none', async () => {
    for (const returnUrl of [[registered()], { 0: registered() }, null, 1, true]) {
      expect((await sessions.start({ returnUrl })).body.code, JSON.stringify(returnUrl)).toMatch(/^FIELD_/);
    }
  });
});

test.each([
  'http://app.example/back',
  'https://user@app.example/back',
  'https://app.example/back#top',
  'https://app.example/*',
  'https://*.app.example/back',
  'javascript:alert(1)',
  'data:text/html,x',
  '//app.example/back',
  'app.example/back',
  'https:app.example/back',
  'https://app.example\\back',
  'https://app.example/a/../back',
  'https://APP.example/back',
  'https://関所.example/back',
])('%s cannot be registered', async (address) => {
  const body = { clients: ['demo-app'], returnUrls: [registered(), address] };
  const answer = await putApplication(client, 'demo', { as: ADMIN, body });
  expect([answer.status, answer.body.code]).toEqual([422, 'FIELD_INVALID']);
});

/** Ends a session with a mailed code; where the browser is then sent. */
async function wayHome(fields: Record<string, unknown>): Promise<URL> {
  await client.unlock('alice');
  const browser = await openPages(client, 'alice', fields);
  await browser.post('email', { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list('alice@example.com')[0]?.text ?? '')?.[0] ?? '';
  const done = await browser.post('email', {
    act: 'check',
    code,
    returnUrl: 'https://evil.example',
    next: '//evil.example',
  });
  return new URL(done.headers.get('location') ?? '');
}

describe('the way home', () => {
  test.each([
    '&session_id=x&state=y',
    '#//evil.example',
    '@evil.example/',
    '\r\nLocation: https://evil.example',
    'https://evil.example',
    '％0d％0a関所',
  ])('carries the state %j as a value and as nothing else', async (state) => {
    const url = await wayHome({ state });
    expect(`${url.origin}${url.pathname}`).toBe(registered());
    expect([...url.searchParams.keys()]).toEqual(['session_id', 'state']);
    expect(url.searchParams.get('state')).toBe(state);
    expect(url.hash).toBe('');
  });
});

describe('a page', () => {
  const TRICKS = ['//evil.example', '/\\evil.example', 'https://evil.example', '%2f%2fevil.example', '..%2f..%2fevil'];

  test.each(TRICKS)('sends nobody to %s, wherever that stands', async (trick) => {
    const browser = await openPages(client, 'bob', { purpose: 'enrol' });
    const answers = [
      await browser.get(`add-totp?error=${encodeURIComponent(trick)}&key=${encodeURIComponent(trick)}`),
      await browser.get(`email?lang=${encodeURIComponent(trick)}&sent=${encodeURIComponent(trick)}`),
      await browser.get(encodeURIComponent(trick)),
      await browser.post(encodeURIComponent(trick), { act: 'send' }),
      await browser.post('remove-email', { act: 'remove', next: trick, returnUrl: trick }),
      await browser.post('add-email', { act: 'send', address: trick }),
      await pageBrowser(client, encodeURIComponent(trick)).get('email'),
      await pageBrowser(client, encodeURIComponent(trick)).post('email', { act: 'send' }),
    ];
    for (const { status, headers } of answers) {
      const location = headers.get('location');
      if (location === null) expect(status).not.toBe(303);
      else expect(location).toMatch(new RegExp(`^/mfa/s/${browser.sessionId}(/[a-z-]+)?(\\?|$)`));
    }
  });

  test('takes no host from the request into an address that it gives out', async () => {
    const { hostname, port } = new URL(client.service.url);
    const answer = await new Promise<string>((done, failed) => {
      const headers = {
        // The one other name that the local run answers to; where it is deployed, each name that leads there is another.
        host: `127.0.0.1:${port}`,
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('demo-app:demo-app-secret').toString('base64')}`,
      };
      const call = send({ hostname, port, path: '/mfa/v1/sessions', method: 'POST', headers }, (response) => {
        let text = `${JSON.stringify(response.headers)} `;
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => done(text));
      });
      call.on('error', failed);
      call.end(JSON.stringify({ userId: 'alice', appName: 'demo', returnUrl: registered() }));
    });
    expect(answer).toContain(`"url":"${client.service.url}/mfa/s/`);
    expect(answer).not.toMatch(/evil|127\.0\.0\.1/);
  });
});
