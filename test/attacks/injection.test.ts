/**
 * The attacker sends text that means something to what lies behind us: a line break in a mail's header, a prototype or a
 * second field of one name in JSON, an operator where a text belongs, markup in a name that a page or a mail shows. Text
 * must stay text on its whole way, and what is no text must be refused. For LDAP see ldap-injection.test.ts.
 */

import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint, Operation } from '../../functions/http/endpoint.ts';
import {
  ADMIN,
  CALLERS,
  CLIENT,
  CREATE,
  newPin,
  type OtpClient,
  SETTINGS,
  startClient,
  VALIDATE,
} from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice, enrolmentCode, registration, startPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

const BREAKS = ['\r\nBcc: thief@evil.example', '\nBcc: x', '\rBcc: x', '\u0000', '\u0085', '\u001b[2J'];

describe('a header of a message', () => {
  it.each(BREAKS)('gets no line from a name or an application with %j', async (tail) => {
    client.service.aws?.inbox.clear();
    for (const fields of [{ userId: `alice${tail}x` }, { userId: 'alice', appName: `demo${tail}x` }]) {
      const { status, body } = await client.createOtp({ deliveryChannel: 'email', ...fields });
      expect([status, body.minorCode], JSON.stringify(fields)).toEqual([422, 'FIELD_INVALID']);
    }
    expect(client.service.aws?.inbox.list()).toEqual([]);
  });

  it.each(BREAKS)('gets no line from a setting with %j', async (tail) => {
    for (const name of ['EmailSubject_en', 'EmailSubject_ja', 'demo.EmailSubject_en', 'PageName']) {
      const { status, body } = await client.call('PUT', SETTINGS, { as: ADMIN, body: { [name]: `Code${tail}x` } });
      expect([status, body.code], name).toEqual([422, 'FIELD_INVALID']);
    }
  });

  it.each(BREAKS)('gets no recipient from an address with %j', async (tail) => {
    for (const attributes of [{ mail: `a@example.com${tail}x` }, { mail: `a${tail}x@example.com` }]) {
      const call = client.call('PUT', '/mfa/v1/users/split', { as: ADMIN, body: { attributes } });
      expect((await call).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('of an answer repeats nothing that was sent', async () => {
    const traps = ['%0d%0aSet-Cookie:%20a=b', '%E5%98%8D%E5%98%8ASet-Cookie:a=b'];
    for (const trap of traps) {
      for (const path of [`/mfa/s/${trap}`, `/mfa/v1/push-challenges/${trap}`, `/mfa/assets/${trap}?lang=${trap}`]) {
        const answer = await fetch(`${client.service.url}${path}`, { redirect: 'manual' });
        expect(JSON.stringify([...answer.headers])).not.toMatch(/a=b/);
      }
    }
  });
});

describe('a message', () => {
  it('shows a name with markup or placeholders as it is, and has no link', async () => {
    const userId = '<a href=evil.example>{pin}<b>';
    await putUser({ userId, attributes: { mail: 'odd@example.com' } }, 'a-password');
    expect((await client.createOtp({ userId, deliveryChannel: 'email' })).status).toBe(200);
    const [mail] = client.service.aws?.inbox.list('odd@example.com') ?? [];
    expect(mail?.text).toContain('{pin}');
    expect(mail?.text.match(/\d{6}/g)).toHaveLength(1);
    await enrolDevice(client, userId);
    const [notice] = client.service.aws?.inbox.list('odd@example.com') ?? [];
    expect(notice?.text).not.toBe(mail?.text);
    expect(`${notice?.subject} ${notice?.text}`).not.toMatch(/https?:|evil\.example/);
    expect(`${mail?.subject} ${mail?.text}`).not.toMatch(/https?:|evil\.example/);
  });
});

interface JsonRoute {
  readonly method: string;
  readonly path: string;
  readonly as: string | undefined;
  readonly fields: readonly string[];
}

/** Every route that takes JSON with named fields, read from the contracts. */
const JSON_ROUTES: readonly JsonRoute[] = Object.values(FUNCTIONS)
  .flat()
  .flatMap(({ path, style, operations }: Endpoint) =>
    Object.entries(operations).flatMap(([method, { request, requestType, caller }]: [string, Operation]) => {
      if (style === 'page' || request === undefined || requestType === 'form') return [];
      const { properties = {} } = z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' });
      const fields = Object.keys(properties);
      const address = path.replace('{userId}', 'victim').replace('{domain}', 'DefaultDomain');
      return [{ method, path: `${address.replace(/\{\w+\}/g, 'x')}?name=Nowhere`, as: CALLERS[caller], fields }];
    }),
  );

const post = ({ method, path, as }: JsonRoute, body: string) =>
  client.call(method, path, { ...(as === undefined ? {} : { as }), body });

describe('JSON', () => {
  it('is attacked on every route that takes it', () => {
    expect(JSON_ROUTES.map(({ path }) => path)).toEqual(expect.arrayContaining([expect.stringContaining(VALIDATE)]));
    expect(JSON_ROUTES.length).toBeGreaterThan(10);
  });

  it.each(JSON_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'of %s reaches no prototype',
    async (_name, route) => {
      for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
        const trap = `{"${name}":{"polluted":"yes","userId":"alice","isAdmin":true}}`;
        const { status } = await post(route, trap);
        expect([400, 422], name).toContain(status);
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  it.each(JSON_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'of %s takes no operator, list or number where a text belongs',
    async (_name, route) => {
      for (const value of ['{"$ne":""}', '{"S":["alice"]}', '[{"S":"alice"}]', '7', '[[[[]]]]', '{"toString":1}']) {
        for (const field of route.fields) {
          const { status, body } = await post(route, `{"${field}":${value}}`);
          expect([400, 404, 422], `${field}: ${value} ${JSON.stringify(body)}`).toContain(status);
        }
      }
    },
  );

  it.each(['', 'null', '[]', '"text"', '7', '{', '{"userId":"a",}', "{'userId':'a'}", '\ufeff{}', '[1e999]'])(
    'that is %j is refused',
    async (body) => {
      const { status } = await client.call('POST', VALIDATE, { as: CLIENT, body });
      expect([400, 422]).toContain(status);
    },
  );

  it('with a field twice is one request for one user: the one that is counted is the one that is checked', async () => {
    const { pin, correlationId } = await newPin(client, 'bob');
    const body = (first: string, second: string) =>
      `{"userId":"${first}","appName":"demo","otpCode":"${pin}","correlationId":"${correlationId}","userId":"${second}"}`;
    const other = await client.call('POST', VALIDATE, { as: CLIENT, body: body('bob', 'alice') });
    expect([other.status, other.body.minorCode]).toEqual([422, 'OTP_INVALID']);
    expect((await client.call('POST', VALIDATE, { as: CLIENT, body: body('alice', 'bob') })).status).toBe(200);
  });

  it('nested ten thousand deep is refused, not followed', async () => {
    const deep = `${'['.repeat(7_000)}${']'.repeat(7_000)}`;
    const { status } = await client.call('POST', CREATE, { as: CLIENT, body: `{"userId":${deep}}` });
    expect([400, 422]).toContain(status);
  });
});

describe('a name that is an expression of the table', () => {
  it.each(['alice#CREDENTIAL', '#', ':pk', 'USER#DefaultDomain#alice', 'x#PROFILE', '#DEVICE#'])(
    '%j is a name and nothing else',
    async (userId) => {
      const { status, body } = await client.createOtp({ userId });
      expect([status, body.minorCode]).toEqual([404, 'USER_UNKNOWN']);
    },
  );
});

const MARKUP = '<img src=x onerror=alert(1)>"\'`&';
const ESCAPED = /<img src=x/i;

describe('a page', () => {
  it('shows a user, an operator, a device, an action and an error as text', async () => {
    const userId = `a${MARKUP}`.toLowerCase();
    await putUser({ userId, attributes: { mail: 'markup@example.com' } }, 'a-password');
    await client.settings({ PageName: MARKUP });
    pass(31_000);
    const keys = await generateKeyPair('ES256', { extractable: true });
    const code = await enrolmentCode(client, userId);
    const device = { registration: await registration(keys, { code, name: MARKUP }) };
    expect((await client.call('POST', '/mfa/v1/devices', { body: device })).status).toBe(201);
    await startPush(client, userId, { context: { action: MARKUP } });
    const browser = await openPages(client, userId, { purpose: 'enrol', context: { action: MARKUP }, state: MARKUP });
    await browser.post('email', { act: 'send' });
    const mail = client.service.aws?.inbox.list('markup@example.com')[0];
    const sent = new URL((await browser.post('email', { act: 'send' })).headers.get('location') ?? '', 'http://x');
    const pin = /\d{6}/.exec(mail?.text ?? '')?.[0] ?? '';
    const query = encodeURIComponent(MARKUP);
    const pages = [
      await browser.get(),
      await browser.get(`email${sent.search}&error=${query}&until=${query}`),
      await browser.get(`?lang=${query}&error=${query}&added=${query}&removed=${query}`),
      await browser.post('email', { act: MARKUP, code: MARKUP, sent: MARKUP, until: MARKUP }),
      await browser.get(query),
    ];
    await browser.post('email', { act: 'check', code: pin, ...Object.fromEntries(sent.searchParams) });
    const overview = await (await browser.get()).text();
    expect(overview).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;`&amp;');
    for (const text of [overview, ...(await Promise.all(pages.map((page) => page.text())))]) {
      expect(text).not.toMatch(ESCAPED);
      expect(text).not.toMatch(/<script(?! src="\/mfa\/assets\/)/);
    }
  });

  it('has nothing of its address in it when there is no such session', async () => {
    const query = encodeURIComponent('"><script>alert(1)</script>');
    for (const path of [`/mfa/s/${query}`, `/mfa/s/${query}/${query}?lang=${query}`, `/mfa/config/oma?name=${query}`]) {
      const text = await (await fetch(`${client.service.url}${path}`)).text();
      expect(text, path).not.toContain('<script>alert');
    }
  });

  it('and an error of the API are data to a browser, whatever they hold', async () => {
    const answers = [
      await client.call('POST', CREATE, { as: CLIENT, body: { [MARKUP]: MARKUP } }),
      await client.call('PUT', SETTINGS, { as: ADMIN, body: { [MARKUP]: MARKUP } }),
    ];
    for (const { headers } of answers) {
      expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
