import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { addPasskey, openPages, type PageBrowser } from './page-client.ts';
import { putUser } from './put-user.ts';
import { credentialOf, giveBypassCode, giveRecoveryCodes } from './rescue-client.ts';

let client: OtpClient;
let made = 0;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

async function person(): Promise<string> {
  const userId = `keeper-${made++}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

const inbox = (userId: string) => client.service.aws?.inbox.list(`${userId}@example.com`) ?? [];
const pageOf = async (browser: PageBrowser, step?: string) => (await browser.get(step)).text();
const type = (browser: PageBrowser, step: string, code: string) => browser.post(step, { act: 'check', code });
const codesIn = (page: string) =>
  [...page.matchAll(/<li>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<\/li>/g)].map(([, code = '']) => code);
const queryOf = ({ headers }: Response) => new URL(headers.get('location') ?? '', 'http://x').searchParams;

/** An enrolment in which the person has shown a code of his mail. */
async function proven(userId: string): Promise<PageBrowser> {
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('email', { act: 'send' });
  await type(browser, 'email', /\d{6}/.exec(inbox(userId)[0]?.text ?? '')?.[0] ?? '');
  return browser;
}

async function shown(browser: PageBrowser): Promise<string[]> {
  const answer = await browser.post('add-recovery', { act: 'start' });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return codesIn(await answer.text());
}

describe('recovery codes', () => {
  it('are made after a proof, shown once, and count when one of them was typed back', async () => {
    const userId = await person();
    const browser = await proven(userId);
    expect(await pageOf(browser)).toContain('Show new recovery codes');
    expect(codesIn(await pageOf(browser, 'add-recovery'))).toEqual([]);
    const codes = await shown(browser);
    expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
    const again = await pageOf(browser, 'add-recovery');
    expect([codesIn(again), again.includes('Confirm your recovery codes')]).toEqual([[], true]);
    expect((await credentialOf(userId))?.recovery).toBeUndefined();
    expect(queryOf(await type(browser, 'add-recovery', '7777-7777-7777-7777')).get('error')).toBe('recoveryOther');
    expect(queryOf(await type(browser, 'add-recovery', (codes[9] ?? '').toLowerCase())).get('added')).toBe('recovery');
    expect((await credentialOf(userId))?.recovery?.hashes).toHaveLength(10);
    expect(inbox(userId)[0]?.text).toContain('Added: recovery codes');
    expect(await pageOf(browser)).toMatch(/10 left[\s\S]*Made on/);
    const other = await openPages(client, userId);
    expect((await type(other, 'recovery', codes[9] ?? '')).headers.get('location')).not.toContain('error');
  });

  it('stand nowhere but in the answer that shows them', async () => {
    const userId = await person();
    const browser = await proven(userId);
    const codes = await shown(browser);
    await type(browser, 'add-recovery', codes[0] ?? '');
    const stored = JSON.stringify([await credentialOf(userId), inbox(userId), await pageOf(browser)]);
    for (const code of codes) expect(stored).not.toMatch(new RegExp(`${code}|${code.replaceAll('-', '')}`, 'i'));
  });

  it('of before live until the new ones are confirmed, and end with that', async () => {
    const userId = await person();
    const { codes: old, set } = await giveRecoveryCodes(userId);
    const browser = await proven(userId);
    const codes = await shown(browser);
    expect((await credentialOf(userId))?.recovery?.hashes).toEqual(expect.arrayContaining([...set.hashes]));
    await type(browser, 'add-recovery', codes[0] ?? '');
    expect(inbox(userId)[0]?.text).toContain('Replaced: recovery codes');
    const other = await openPages(client, userId);
    expect(queryOf(await type(other, 'recovery', old[1] ?? '')).get('error')).toBe('wrong');
  });

  it('that were shown last are those that count, whichever window is sent', async () => {
    const browser = await proven(await person());
    const first = await shown(browser);
    const last = await shown(browser);
    expect(queryOf(await type(browser, 'add-recovery', first[0] ?? '')).get('error')).toBe('recoveryOther');
    expect(queryOf(await type(browser, 'add-recovery', last[0] ?? '')).get('added')).toBe('recovery');
  });

  it('are made after a code of the help desk where there are none, and end none after a code for an emergency, whatever follows it', async () => {
    const [desk, own] = [await person(), await person()];
    const helped = await openPages(client, desk);
    await type(helped, 'bypass', await giveBypassCode(desk));
    expect(await shown(helped)).toHaveLength(10);

    const { codes } = await giveRecoveryCodes(own);
    const rescued = await openPages(client, own);
    await type(rescued, 'recovery', codes[0] ?? '');
    expect(await pageOf(rescued, 'add-recovery')).toContain('Sign in again and verify');
    await addPasskey(client, rescued);
    expect((await rescued.post('add-recovery', { act: 'start' })).status).toBe(303);
    await rescued.post('email', { act: 'send' });
    await type(
      rescued,
      'email',
      /\d{6}/.exec(inbox(own).find(({ text }) => /^\d{6}|\b\d{6}\b/.test(text))?.text ?? '')?.[0] ?? '',
    );
    expect(await shown(rescued)).toEqual([]);
    await rescued.post(undefined, { act: 'finish' });
    expect((await rescued.result()).body.claims).toMatchObject({ acr: 'urn:sekisho:acr:second-factor', amr: ['otp'] });
  });

  it('are not offered where they are switched off, nor to who has proven nothing', async () => {
    const userId = await person();
    const fresh = await openPages(client, userId, { purpose: 'enrol' });
    expect((await fresh.post('add-recovery', { act: 'start' })).status).toBe(303);
    await client.settings({ RecoveryCodes_Enabled: false });
    pass(31_000);
    const browser = await proven(userId);
    expect(await pageOf(browser)).not.toContain('add-recovery');
    expect((await browser.post('add-recovery', { act: 'start' })).status).toBe(303);
    await client.settings({});
    pass(31_000);
  });
});
