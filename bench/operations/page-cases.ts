import { demoReturnUrl } from '../../local/demo-data.ts';
import { type Case, call } from './case.ts';
import type { Answer } from './client.ts';
import { ADMIN, CLIENT, PASSWORD, type World } from './world.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
let linkedVisitors = 0;

const begin = ({ client }: World, userId: string, purpose = 'verify') =>
  client.ask('POST', '/mfa/v1/sessions', {
    as: CLIENT,
    body: { userId, appName: 'demo', returnUrl: demoReturnUrl(client.url), purpose },
  });

/** Has the form of a code, so that it costs a try; it is the right one in one of a million runs. */
const WRONG = '000000';

interface Browser {
  readonly userId: string;
  readonly sessionId: string;
  readonly first: Answer;
  get(step?: string): Promise<Answer>;
  post(step: string | undefined, fields: Record<string, string>): Promise<Answer>;
}

/** A browser in a new session, at the first page. It keeps cookies and sends forms, and follows no redirect by itself. */
export async function open(world: World, person?: string, purpose?: string): Promise<Browser> {
  const userId = person ?? (await world.freshUser());
  const { sessionId = '' } = (await begin(world, userId, purpose)).body;
  const cookies = new Map<string, string>();
  let token = '';
  const send = async (method: string, step?: string, body?: URLSearchParams) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const path = `/mfa/s/${sessionId}${step === undefined ? '' : `/${step}`}`;
    const headers = { cookie, ...(body && { 'sec-fetch-site': 'same-origin' }) };
    const answer = await world.client.ask(method, path, {
      headers,
      mayRefuse: body?.get('code') === WRONG,
      ...(body && { body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    token = /name="token" value="([^"]+)"/.exec(answer.text)?.[1] ?? token;
    return answer;
  };
  const get: Browser['get'] = (step) => send('GET', step);
  return {
    userId,
    sessionId,
    get,
    post: (step, fields) => send('POST', step, new URLSearchParams({ token, ...fields })),
    first: await get(),
  };
}

/** A browser to whose person a code was mailed. */
async function mailed(world: World): Promise<Browser> {
  const browser = await open(world);
  await browser.post(undefined, { act: 'begin' });
  await browser.post('email', { act: 'send', once: 'press' });
  return browser;
}

const check = async (world: World, change: (code: string) => string) => {
  const browser = await mailed(world);
  const code = change(world.codeOf(browser.userId));
  return { browser, check: () => browser.post('email', { act: 'check', code }) };
};

export const PAGE_CASES: readonly Case[] = [
  call('', async (world) => {
    const userId = await world.freshUser();
    return () => begin(world, userId);
  }),
  call('', async (world) => {
    const proven = await check(world, (code) => code);
    await proven.check();
    return () => world.client.ask('POST', `/mfa/v1/sessions/${proven.browser.sessionId}/result`, { as: CLIENT });
  }),
  call('the choice of ways', async (world) => {
    const browser = await open(world);
    return () => browser.get();
  }),
  call('binds the session to the browser', async (world) => {
    const browser = await open(world);
    return () => browser.post(undefined, { act: 'begin' });
  }),
  call('where a code is typed', async (world) => {
    const browser = await mailed(world);
    return () => browser.get('email');
  }),
  call('sends a code by e-mail', async (world) => {
    const browser = await open(world);
    await browser.post(undefined, { act: 'begin' });
    return () => browser.post('email', { act: 'send', once: 'press' });
  }),
  call('the right code', async (world) => (await check(world, (code) => code)).check),
  call('a wrong code', async (world) => (await check(world, () => WRONG)).check),
  call('ends what somebody else began', async (world) => {
    const userId = await world.freshUser();
    await world.client.ask('POST', '/oauth2/rest/resources/secretkey', { as: `${userId}:${PASSWORD}` });
    const body = new URLSearchParams({ code: world.cancelCodeOf(userId) });
    return () => world.client.ask('POST', '/mfa/not-me', { headers: { 'sec-fetch-site': 'same-origin' }, body });
  }),
  call('asks for a reset', async (world) => {
    const browser = await open(world);
    await browser.post(undefined, { act: 'begin' });
    return () => browser.post('reset', { act: 'begin-reset' });
  }),
  call(
    'the page on which a person says that it was not he',
    async (world) => () => world.client.ask('GET', '/mfa/not-me'),
  ),
  call('of a person who has a linked account', async (world) => {
    const name = `linked-visitor${linkedVisitors++}`;
    const as = ADMIN;
    await world.client.ask('POST', DOMAINS, { as, body: { name } });
    for (const domain of ['DefaultDomain', name]) {
      const body = { attributes: { mail: `${name}@example.com`, mobile: '+819012345678' } };
      await world.client.ask('PUT', `/mfa/v1/users/${name}?domain=${domain}`, { as, body });
    }
    const body = { domain: name, userId: name };
    await world.client.ask('PUT', `/mfa/v1/users/${name}/links`, { as, headers: { 'sekisho-reason': 'x' }, body });
    const browser = await open(world, name);
    return () => browser.get();
  }),
  call('a file', async (world) => {
    const { first } = await open(world);
    const file = /(?:href|src)="(\/mfa\/assets\/[^"]+)"/.exec(first.text)?.[1] ?? '';
    return () => world.client.ask('GET', file);
  }),
];
