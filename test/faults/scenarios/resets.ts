/** Resets: what an answer promised holds, none begins or ends by half, and whoever was interrupted goes on. */
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { ADMIN, type Answer } from '../../http/client.ts';
import { openPages, type PageBrowser } from '../../http/page-client.ts';
import { freshUser, LONGEST_TURN_MS, later, type Scenarios, scenario, service } from '../break-each-call.ts';
import { seen, target } from './visitor.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const REASON = { reason: 'a test' };

function reset(method: string, userId: string, path = ''): Promise<Answer> {
  const body = method === 'POST' ? { body: REASON } : {};
  return service().client.call(method, `/mfa/v1/users/${userId}/reset${path}`, { as: ADMIN, ...body });
}

async function waiting(): Promise<string> {
  const userId = await freshUser();
  expect((await reset('POST', userId)).status).toBe(201);
  return userId;
}

const stateOf = async (userId: string) => (await reset('GET', userId)).body.state;

interface Claimer {
  readonly userId: string;
  readonly browser: PageBrowser;
  /** Of a key that waits for its first code, in Base32. */
  readonly secret: string;
}

/** A person whose reset is ready and who has made a key by it. */
async function claimer(): Promise<Claimer> {
  const userId = await waiting();
  later(DAY_MS);
  const browser = await openPages(service().client, userId);
  return { userId, browser, secret: await newKey(browser) };
}

async function newKey(browser: PageBrowser): Promise<string> {
  const page = await browser.follow(await browser.post('add-totp', { act: 'start' }));
  return /secret=([A-Z2-7]{32})/.exec(await page.text())?.[1] ?? '';
}

const confirm = ({ browser, secret }: Claimer) =>
  seen(
    browser.post('add-totp', {
      act: 'check',
      code: generateSync({ secret, epoch: Math.floor(Date.now() / 1000) }),
    }),
  );

const isAdded = (answer: Answer) => answer.status === 303 && target(answer).query.added === 'totp';

export const RESETS: Scenarios = {
  'GET /mfa/v1/users/{userId}/reset': [
    scenario({
      name: 'shows it',
      prepare: waiting,
      act: (userId) => reset('GET', userId),
      async check(userId, answer) {
        if (answer.status === 200) expect(answer.body.state).toBe('waiting');
        expect(await stateOf(userId), 'the next try').toBe('waiting');
      },
    }),
  ],
  'POST /mfa/v1/users/{userId}/reset': [
    scenario({
      name: 'begins one',
      prepare: freshUser,
      act: (userId) => reset('POST', userId),
      async check(userId, answer) {
        if (answer.status === 201) expect(await stateOf(userId)).toBe('waiting');
        expect([201, 409], 'the next try').toContain((await reset('POST', userId)).status);
        expect(await stateOf(userId)).toBe('waiting');
      },
    }),
  ],
  'DELETE /mfa/v1/users/{userId}/reset': [
    scenario({
      name: 'ends it',
      prepare: waiting,
      act: (userId) => reset('DELETE', userId),
      async check(userId, answer) {
        if (answer.status === 204) expect(await stateOf(userId)).toBeUndefined();
        expect([204, 404], 'the next try').toContain((await reset('DELETE', userId)).status);
        expect(await stateOf(userId)).toBeUndefined();
      },
    }),
  ],
  'POST /mfa/v1/users/{userId}/reset/shorten': [
    scenario({
      name: 'ends the wait',
      prepare: waiting,
      act: (userId) => reset('POST', userId, '/shorten'),
      async check(userId, answer) {
        if (answer.status === 200) expect(await stateOf(userId)).toBe('ready');
        expect([200, 404], 'the next try').toContain((await reset('POST', userId, '/shorten')).status);
        expect(await stateOf(userId)).toBe('ready');
      },
    }),
  ],
};

export const RESET_PAGES: Scenarios = {
  'POST /mfa/s/{sessionId}/{step}': [
    scenario({
      name: 'adds a key by a reset, once',
      prepare: claimer,
      act: confirm,
      async check(known, answer) {
        if (isAdded(answer)) return expect(await stateOf(known.userId)).toBeUndefined();
        later(LONGEST_TURN_MS);
        if ((await stateOf(known.userId)) === undefined) return;
        const secret = await newKey(known.browser);
        expect(isAdded(await confirm({ ...known, secret })), 'the next try').toBe(true);
      },
    }),
  ],
};
