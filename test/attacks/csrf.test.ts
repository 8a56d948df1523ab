/**
 * A page of the attacker makes the victim's browser send a form to our pages: to start a message, to check a code, to
 * remove a factor, to end a session. The browser adds its cookie by itself, so the cookie alone must be worth nothing.
 * The routes are read from the contracts: a page that takes a form and is not attacked here fails this file. The other
 * routes take what a foreign page cannot send without asking first: JSON, and they allow no other origin to ask.
 */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTable, type Table, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint, Operation } from '../../functions/http/endpoint.ts';
import { CALLERS, type OtpClient, request, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

const ENDPOINTS: readonly Endpoint[] = Object.values(FUNCTIONS).flat();

/** Each form of the pages: where it is sent and what it says. The token is the one point that differs. */
const FORMS: Readonly<Record<string, readonly (readonly [step: string, fields: Record<string, string>])[]>> = {
  '/mfa/s/{sessionId}': [
    ['', { act: 'begin' }],
    ['', { act: 'finish' }],
    ['', { act: 'cancel' }],
    ['', { act: 'return' }],
  ],
  '/mfa/s/{sessionId}/{step}': [
    ['/email', { act: 'send' }],
    ['/sms', { act: 'send' }],
    ['/push', { act: 'send' }],
    ['/totp', { act: 'check', code: '000000' }],
    ['/add-totp', { act: 'make' }],
    ['/add-push', { act: 'make' }],
    ['/add-email', { act: 'send', address: 'thief@evil.example' }],
    ['/add-sms', { act: 'send', address: '+819099999999' }],
    ['/remove-email', { act: 'remove' }],
  ],
};

let client: OtpClient;
let table: Table;
let victims = 0;
let userId: string;
let victim: Browser;

interface Browser {
  readonly sessionId: string;
  readonly cookie: string;
  readonly token: string;
}

beforeAll(async () => {
  client = await startClient();
  table = openTable('sekisho');
});
afterAll(() => client.service.close());

beforeEach(async () => {
  victims += 1;
  userId = `victim-${victims}`;
  const attributes = { mail: `${userId}@example.com`, mobile: '+819011112222' };
  await putUser({ userId, attributes }, 'a-password');
  await enrolDevice(client, userId);
  victim = await browserOf(userId);
});

/** A browser that looks at the first page of a session and has sent no form yet. */
async function browserOf(user: string): Promise<Browser> {
  const { sessionId } = await openPages(client, user, { purpose: 'enrol' });
  const page = await fetch(`${client.service.url}/mfa/s/${sessionId}`);
  const cookie = page.headers.getSetCookie().map((line) => line.split(';')[0]);
  const token = /name="token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  expect(token).not.toBe('');
  return { sessionId, cookie: cookie.join('; '), token };
}

interface Forgery {
  readonly cookie?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly asText?: boolean;
}

function send(step: string, fields: Record<string, string>, forgery: Forgery): Promise<Response> {
  const { cookie = victim.cookie, token, headers = { 'sec-fetch-site': 'same-origin' }, asText } = forgery;
  const form = new URLSearchParams({ ...fields, ...(token === undefined ? {} : { token }) });
  return fetch(`${client.service.url}/mfa/s/${victim.sessionId}${step}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...headers, cookie, ...(asText ? { 'content-type': 'text/plain' } : {}) },
    body: asText ? String(form) : form,
  });
}

/** All that a form could change: the session, the user, and what was sent. */
async function world(): Promise<unknown> {
  const rows = async (pk: string) =>
    (
      await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        }),
      )
    ).Items;
  return {
    user: await rows(userPartition({ domain: 'DefaultDomain', userId })),
    session: await rows(`SESSION#${victim.sessionId}`),
    messages: client.service.aws?.inbox.list().length,
  };
}

const FORGERIES: readonly (readonly [name: string, forge: () => Promise<Forgery>])[] = [
  ['without a token', async () => ({})],
  ['with an empty token', async () => ({ token: '' })],
  ['with the token of another session of the attacker', async () => ({ token: (await browserOf('bob')).token })],
  [
    'with a token and the cookie of the attacker',
    async () => {
      const { cookie, token } = await browserOf('bob');
      return { cookie, token };
    },
  ],
  ['without the cookie', async () => ({ cookie: 'a=b', token: victim.token })],
  ['from another site', async () => ({ token: victim.token, headers: { 'sec-fetch-site': 'cross-site' } })],
  [
    'from another host of the same site',
    async () => ({
      token: victim.token,
      headers: { 'sec-fetch-site': 'same-site' },
    }),
  ],
  [
    'typed or linked rather than sent by a page',
    async () => ({
      token: victim.token,
      headers: { 'sec-fetch-site': 'none' },
    }),
  ],
  [
    'by an old browser from another origin',
    async () => ({
      token: victim.token,
      headers: { origin: 'https://evil.example' },
    }),
  ],
  [
    'by an old browser from an origin that begins like ours',
    async () => ({
      token: victim.token,
      headers: { origin: `${client.service.url}.evil.example` },
    }),
  ],
  ['as text, which needs no leave of ours', async () => ({ token: victim.token, asText: true })],
];

it('every page that takes a form is attacked here', () => {
  const pages = ENDPOINTS.filter(({ style, operations }) => style === 'page' && operations.POST !== undefined);
  // It has no session: not-me.test.ts attacks it.
  const withSession = pages.map(({ path }) => path).filter((path) => path !== '/mfa/not-me');
  expect(withSession.toSorted()).toEqual(Object.keys(FORMS).toSorted());
});

describe.each(Object.entries(FORMS))('%s', (_path, forms) => {
  it.each(FORGERIES)('takes no form %s', async (_name, forge) => {
    const forgery = await forge();
    const before = await world();
    for (const [step, fields] of forms) {
      const { status, headers } = await send(step, fields, forgery);
      expect([403, 415], `${step} ${JSON.stringify(fields)}`).toContain(status);
      expect(headers.get('location')).toBeNull();
    }
    expect(await world()).toEqual(before);
  });

  it('takes its own, so that it was the forgery that was refused', async () => {
    const [step, fields] = forms[0] ?? ['', {}];
    const before = await world();
    expect((await send(step, fields, { token: victim.token })).status).toBeLessThan(400);
    expect(await world()).not.toEqual(before);
  });

  it('does nothing of it when the form is written into a link', async () => {
    const before = await world();
    for (const [step, fields] of forms) {
      const query = new URLSearchParams({ ...fields, token: victim.token });
      await fetch(`${client.service.url}/mfa/s/${victim.sessionId}${step}?${query}`, {
        redirect: 'manual',
        headers: { cookie: victim.cookie },
      });
    }
    expect(await world()).toEqual(before);
  });
});

const JSON_ROUTES = ENDPOINTS.flatMap(({ path, style, operations }) =>
  Object.entries(operations).flatMap(([method, operation]: [string, Operation]) =>
    style !== 'page' && operation.request !== undefined && operation.requestType !== 'form'
      ? [[method, path, operation] as const]
      : [],
  ),
);

describe('the API, to a browser that knows the password of the caller', () => {
  it.each(JSON_ROUTES)(
    '%s %s takes no body that a foreign page can send',
    async (method, path, { caller, query = {} }) => {
      const address = path
        .replace('{domain}', 'DefaultDomain')
        .replace('{userId}', 'bob')
        .replace(/\{\w+\}/g, 'x');
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const as = CALLERS[caller];
        const { status, body } = await request(
          client.service.url,
          method,
          `${address}${'name' in query ? '?name=DefaultDomain' : ''}`,
          {
            ...(as === undefined ? {} : { as }),
            headers: { 'content-type': type },
            body: '{}',
          },
        );
        expect([status, body.minorCode ?? body.code ?? body.errorCode], type).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
      }
    },
  );

  it('lets no other origin ask for more, on any route', async () => {
    const allowed = await Promise.all(
      ENDPOINTS.map(async ({ path }) => {
        const answer = await fetch(`${client.service.url}${path.replace(/\{\w+\}/g, 'x')}`, {
          method: 'OPTIONS',
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        });
        return answer.headers.get('access-control-allow-origin') ?? [];
      }),
    );
    expect(allowed.flat()).toEqual([]);
  });
});
