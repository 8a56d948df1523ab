/**
 * A recovery code, or one of the help desk, is read out, photographed, copied from a shared password manager. Whoever has
 * it presses as often and in as many windows as he likes: where the list of codes is read, filtered and written back,
 * many of those sign-ins succeed (keycloak#26106, appwrite#11692), and where a session spends one for each of its tabs a
 * person has none left after one evening. And whoever has none guesses: these codes count in the one lock.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';
import { credentialOf, giveBypassCode, giveRecoveryCodes } from '../http/rescue-client.ts';

let client: OtpClient;
let made = 0;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

async function person(): Promise<string> {
  const userId = `holder-${made++}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

const sessionsOf = (userId: string, count: number): Promise<PageBrowser[]> =>
  Promise.all(Array.from({ length: count }, () => openPages(client, userId)));

const type = (browser: PageBrowser, code: string, step = 'recovery') => browser.post(step, { act: 'check', code });

async function isIn(browser: PageBrowser): Promise<boolean> {
  await browser.post(undefined, { act: 'finish' });
  return (await browser.result()).status === 200;
}

const left = async (userId: string) => (await credentialOf(userId))?.recovery?.hashes.length;

/** After a lock nothing counts that a code has proven, so that a crowd of wrong tries would hide what is asked here. */
async function lockAfter(tries: number): Promise<void> {
  await client.settings({ MaxAttempts: tries });
  pass(31_000);
}

describe('a recovery code', () => {
  beforeAll(() => lockAfter(90));

  it('typed 200 times at once, in twenty sessions and many tabs of each, lets one of them in', async () => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const browsers = await sessionsOf(userId, 20);
    // A session belongs to its browser with the first form; tabs come after that.
    await Promise.all(browsers.map((browser) => browser.post(undefined, { act: 'begin' })));
    await Promise.all(browsers.flatMap((browser) => Array.from({ length: 10 }, () => type(browser, codes[3] ?? ''))));
    const results = await Promise.all(browsers.map(isIn));
    expect(results.filter((result) => result)).toHaveLength(1);
    expect(await left(userId)).toBe(9);
  }, 60_000);

  it('is the only one that a sign-in spends, however many tabs it has', async () => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const [browser = expect.fail('no session')] = await sessionsOf(userId, 1);
    await browser.post(undefined, { act: 'begin' });
    await Promise.all(codes.map((code) => type(browser, code)));
    await type(browser, codes.at(-1) ?? '');
    expect(await left(userId)).toBe(9);
    expect(await isIn(browser)).toBe(true);
  });

  it('of the set before proves nothing', async () => {
    const userId = await person();
    const { codes: old } = await giveRecoveryCodes(userId);
    await giveRecoveryCodes(userId);
    const [browser = expect.fail('no session')] = await sessionsOf(userId, 1);
    expect((await type(browser, old[0] ?? '')).headers.get('location')).toContain('error=wrong');
    expect(await isIn(browser)).toBe(false);
  });
});

describe('guessing', () => {
  beforeAll(() => lockAfter(5));

  it.each(['recovery', 'bypass'] as const)('at a %s code ends with the lock that all codes have', async (step) => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const bypass = await giveBypassCode(userId);
    const [browser = expect.fail('no session'), other = expect.fail('no session')] = await sessionsOf(userId, 2);
    for (let guess = 0; guess < 6; guess++)
      await type(browser, `000000000${guess}`.padEnd(step === 'recovery' ? 16 : 10, '7'), step);
    await type(other, step === 'recovery' ? (codes[0] ?? '') : bypass, step);
    expect([await isIn(browser), await isIn(other)]).toEqual([false, false]);
    expect(await left(userId)).toBe(10);
    await client.unlock(userId);
    const [later = expect.fail('no session')] = await sessionsOf(userId, 1);
    await type(later, step === 'recovery' ? (codes[0] ?? '') : bypass, step);
    expect(await isIn(later)).toBe(true);
  });

  it('tells nobody whether the help desk has given out a code', async () => {
    const [withOne, withNone] = [await person(), await person()];
    await giveBypassCode(withOne);
    const answers: unknown[] = [];
    for (const userId of [withOne, withNone]) {
      const [browser = expect.fail('no session')] = await sessionsOf(userId, 1);
      const page = (await (await browser.get()).text())
        .replaceAll(userId, 'somebody')
        .replaceAll(browser.sessionId, '');
      const { status, headers } = await type(browser, '1234567890', 'bypass');
      const { pathname, searchParams } = new URL(headers.get('location') ?? '', 'http://localhost');
      answers.push([status, pathname.split('/').at(-1), searchParams.get('error'), page.includes('/bypass"')]);
    }
    expect(answers[0]).toEqual([303, 'bypass', 'wrong', true]);
    expect(answers[1]).toEqual(answers[0]);
  });
});
