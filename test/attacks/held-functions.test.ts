/**
 * The attack: a wait for the phone holds a function for twenty seconds. Who has one address of a session asks for as many
 * as he likes, without a cookie, until no function is left for anybody. A wait is for the browser that has the session,
 * while the session waits for a phone, and one at a time.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

const WAITERS = 30;
/** Far below the twenty seconds of a wait, and above what a busy machine takes for thirty answers. */
const AT_ONCE_MS = 8_000;

let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

async function newPerson(hasPhone: boolean): Promise<string> {
  people += 1;
  const userId = `waiter-${people}`;
  await putUser({ userId }, 'a-password');
  if (hasPhone) await enrolDevice(client, userId);
  return userId;
}

/** All at once, as fast as they come. */
async function askOften(get: () => Promise<Response>): Promise<{ statuses: number[]; ms: number }> {
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: WAITERS }, get));
  return { statuses: answers.map(({ status }) => status), ms: performance.now() - startedAt };
}

const nobody = (sessionId: string, step: string) => () =>
  fetch(`${client.service.url}/mfa/s/${sessionId}/${step}/state`, { headers: { prefer: 'wait=20' } });

const own = (browser: PageBrowser, step: string) => () => browser.get(`${step}/state`, { prefer: 'wait=20' });

test.each([
  ['verify', 'push'],
  ['verify', 'add-push'],
  ['enrol', 'add-push'],
] as const)('thirty questions without a cookie are answered at once: a session to %s, %s', async (purpose, step) => {
  const browser = await openPages(client, await newPerson(purpose === 'verify'), { purpose });
  const free = await askOften(nobody(browser.sessionId, step));
  expect([new Set(free.statuses), free.ms < AT_ONCE_MS]).toEqual([new Set([403]), true]);
  await browser.post(step, { act: purpose === 'verify' ? 'send' : 'start' });
  const bound = await askOften(nobody(browser.sessionId, step));
  expect([new Set(bound.statuses), bound.ms < AT_ONCE_MS]).toEqual([new Set([403]), true]);
});

test('of its own browser none waits while the session waits for no phone', async () => {
  const browser = await openPages(client, await newPerson(true), { purpose: 'enrol' });
  await browser.post(undefined, { act: 'begin' });
  for (const step of ['push', 'add-push']) {
    const { statuses, ms } = await askOften(own(browser, step));
    expect([new Set(statuses), ms < AT_ONCE_MS], step).toEqual([new Set([200]), true]);
  }
});

test.each([
  ['verify', 'push', 'send'],
  ['enrol', 'add-push', 'start'],
] as const)(
  'of thirty at the same moment one waits (%s, %s)',
  async (purpose, step, begin) => {
    const browser = await openPages(client, await newPerson(purpose === 'verify'), { purpose });
    await browser.post(step, { act: begin });
    let open = WAITERS;
    const answers = Array.from({ length: WAITERS }, () =>
      own(browser, step)().then(async (answer) => {
        open -= 1;
        return answer.json();
      }),
    );
    await expect.poll(() => open, { timeout: AT_ONCE_MS }).toBe(1);
    expect(await Promise.race(answers)).toEqual({ state: 'pending' });
  },
  40_000,
);
