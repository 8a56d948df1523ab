import { expect } from 'vitest';
import { type Answer, CLIENT, type OtpClient } from './client.ts';
import { SESSIONS } from './session-client.ts';

/** What a browser without JavaScript sees: it keeps cookies and sends forms, and follows no redirect by itself. */
export interface PageBrowser {
  readonly sessionId: string;
  get(step?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form of the page that it looked at last. */
  post(step: string | undefined, fields: Readonly<Record<string, string>>): Promise<Response>;
  /** What the application gets when the browser comes back. */
  result(): Promise<Answer>;
}

/** A new session of `userId` in a new browser, which has looked at the first page. */
export async function openPages(
  client: OtpClient,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<PageBrowser> {
  const returnUrl = `${client.service.url}/demo/return`;
  const started = await client.call('POST', SESSIONS, {
    as: CLIENT,
    body: { userId, appName: 'demo', returnUrl, ...fields },
  });
  expect(started.status, JSON.stringify(started.body)).toBe(201);
  const browser = pageBrowser(client, String(started.body.sessionId));
  await browser.get();
  return browser;
}

/** A browser with no cookie yet. */
export function pageBrowser(client: OtpClient, sessionId: string): PageBrowser {
  const cookies = new Map<string, string>();
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
    get: (step, headers = {}) => send(address(step), { headers }),
    post: (step, fields) =>
      send(address(step), {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams({ token, ...fields }),
      }),
    result: () => client.call('POST', `${SESSIONS}/${sessionId}/result`, { as: CLIENT }),
  };
}
