/** Sessions from the application's side: what was begun can be gone on with, and a result is handed out once. */
import { expect } from 'vitest';
import { type Answer, CLIENT } from '../../http/client.ts';
import { openPages, type PageBrowser, pageBrowser } from '../../http/page-client.ts';
import { SESSIONS } from '../../http/session-client.ts';
import { freshUser, type Scenarios, scenario, service } from '../break-each-call.ts';

function begin(userId: string): Promise<Answer> {
  const { client } = service();
  const body = { userId, appName: 'demo', returnUrl: `${client.service.url}/demo/return` };
  return client.call('POST', SESSIONS, { as: CLIENT, body });
}

/** The person proves a factor on the pages and the application gets the result. */
async function expectJourney(sessionId: string, userId: string): Promise<void> {
  const browser = pageBrowser(service().client, sessionId);
  await browser.get();
  await proveByMail(browser, userId);
  expect((await browser.result()).status, 'the result').toBe(200);
}

export async function proveByMail(browser: PageBrowser, userId: string): Promise<void> {
  await browser.post('email', { act: 'send' });
  await browser.post('email', { act: 'check', code: lastCode(userId) });
  // Mail is his only way.
  await browser.post(undefined, { act: 'later' });
}

export function lastCode(userId: string): string {
  return /\d{6}/.exec(service().aws.inbox.list(`${userId}@example.com`)[0]?.text ?? '')?.[0] ?? '';
}

export const SESSION: Scenarios = {
  'POST /mfa/v1/sessions': [
    scenario({
      name: 'begins a session',
      prepare: () => freshUser(),
      act: begin,
      async check(userId, answer) {
        if (answer.status === 201) await expectJourney(String(answer.body.sessionId), userId);
        else await expectJourney(String((await begin(userId)).body.sessionId), userId);
      },
    }),
  ],

  'POST /mfa/v1/sessions/{sessionId}/result': [
    scenario({
      name: 'of a person who has proven a factor',
      // A result waits for two minutes.
      pauseMs: 100_000,
      async prepare() {
        const userId = await freshUser();
        const browser = await openPages(service().client, userId);
        await proveByMail(browser, userId);
        return { userId, browser };
      },
      act: ({ browser }) => browser.result(),
      async check({ userId, browser }, answer) {
        if (answer.status === 200) expect(answer.body.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
        const again = await browser.result();
        const taken = [answer, again].filter(({ status }) => status === 200);
        expect(taken.length, 'times that one result was handed out').toBeLessThanOrEqual(1);
        await expectJourney(String((await begin(userId)).body.sessionId), userId);
      },
    }),
  ],
};
