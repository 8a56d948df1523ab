import { expect } from 'vitest';
import type { Expected } from '../../functions/core/passkeys/passkey.ts';
import { newAuthenticator, register, type Twist } from '../unit/core/passkeys/software-authenticator.ts';
import { type Answer, CLIENT, type OtpClient } from './client.ts';
import { SESSIONS } from './session-client.ts';

/** What a browser without JavaScript sees: it keeps cookies and sends forms, and follows no redirect by itself. */
export interface PageBrowser {
  readonly sessionId: string;
  /** By name; a further session in the same browser takes them over. */
  readonly cookies: Map<string, string>;
  get(step?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form of the page that it looked at last. */
  post(
    step: string | undefined,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** The page that a form has led to. */
  follow(answer: Response): Promise<Response>;
  /** What the application gets when the browser comes back. */
  result(): Promise<Answer>;
}

/** A new session of `userId`, in a new browser or in that of the cookies, which has looked at the first page. */
export async function openPages(
  client: OtpClient,
  userId: string,
  fields: Record<string, unknown> = {},
  cookies?: PageBrowser['cookies'],
): Promise<PageBrowser> {
  const returnUrl = `${client.service.url}/demo/return`;
  const started = await client.call('POST', SESSIONS, {
    as: CLIENT,
    body: { userId, appName: 'demo', returnUrl, ...fields },
  });
  expect(started.status, JSON.stringify(started.body)).toBe(201);
  const browser = pageBrowser(client, String(started.body.sessionId), cookies);
  await browser.get();
  return browser;
}

/** A browser with no cookie yet. */
export function pageBrowser(
  client: OtpClient,
  sessionId: string,
  cookies: PageBrowser['cookies'] = new Map(),
): PageBrowser {
  let token = '';
  const address = (step?: string) => `${client.service.url}/mfa/s/${sessionId}${step === undefined ? '' : `/${step}`}`;

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const page = await answer.clone().text();
    token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? token;
    return answer;
  }

  return {
    sessionId,
    cookies,
    get: (step, headers = {}) => send(address(step), { headers }),
    post: (step, fields, headers = {}) =>
      send(address(step), {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', ...headers },
        body: new URLSearchParams({ token, ...fields }),
      }),
    follow: (answer) => send(`${client.service.url}${answer.headers.get('location')}`),
    result: () => client.call('POST', `${SESSIONS}/${sessionId}/result`, { as: CLIENT }),
  };
}

interface PasskeyReply {
  readonly status: number;
  /** Where the script goes next. */
  readonly next: URL;
  readonly signal:
    | { readonly accepted?: Record<string, unknown>; readonly unknown?: Record<string, unknown> }
    | undefined;
}

/** What the browser is asked, as it stands in a page; undefined where the page does not ask for a passkey. */
export function passkeyOptions(page: string): PasskeyOptions | undefined {
  const [, options] = /data-options="([^"]+)"/.exec(page) ?? [];
  return options === undefined ? undefined : JSON.parse(options.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

export interface PasskeyOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly allowCredentials: readonly { readonly id: string; readonly transports: readonly string[] }[];
  readonly excludeCredentials: readonly { readonly id: string }[];
  readonly [other: string]: unknown;
}

/** Posts what an authenticator has made, as the script of the page does. */
export async function postPasskey(
  browser: PageBrowser,
  step: 'passkey' | 'add-passkey',
  answer: unknown,
): Promise<PasskeyReply> {
  const fields = { act: 'check', answer: typeof answer === 'string' ? answer : JSON.stringify(answer) };
  const reply = await browser.post(step, fields, { accept: 'application/json' });
  const text = await reply.text();
  const { next, signal } = JSON.parse(text) as { next: string; signal?: PasskeyReply['signal'] };
  return { status: reply.status, next: new URL(next, 'http://localhost'), signal };
}

/** The question that a page asks and who may ask it, for an authenticator of software. */
export function expectedOf(client: OtpClient, { challenge }: Pick<PasskeyOptions, 'challenge'>): Expected {
  const { origin, hostname } = new URL(client.service.url);
  return { rp: { rpId: hostname, origins: [origin] }, challenge, userVerification: 'required' };
}

/** Adds one in an enrolment session that may; the browser is where the answer leads. */
export async function addPasskey(
  client: OtpClient,
  browser: PageBrowser,
  authenticator = newAuthenticator(),
  twist: Twist = {},
): Promise<{ authenticator: typeof authenticator; userHandle: string; reply: PasskeyReply }> {
  expect((await browser.post('add-passkey', { act: 'begin' })).status).toBe(303);
  const options = passkeyOptions(await (await browser.get('add-passkey')).text());
  if (options === undefined) throw new Error('the page asks for no passkey');
  const answer = register(authenticator, expectedOf(client, options), twist);
  return { authenticator, userHandle: options.user.id, reply: await postPasskey(browser, 'add-passkey', answer) };
}
