import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { openPages, type PageBrowser } from './page-client.ts';
import { putUser } from './put-user.ts';
import { credentialOf, giveBypassCode, giveRecoveryCodes } from './rescue-client.ts';

let client: OtpClient;
let made = 0;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

async function person(attributes: Record<string, string> = {}): Promise<string> {
  const userId = `rescued-${made++}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com`, ...attributes } }, 'a-password');
  return userId;
}

const pageOf = async (browser: PageBrowser, step?: string) => (await browser.get(step)).text();
const type = (browser: PageBrowser, step: string, code: string) => browser.post(step, { act: 'check', code });
const inbox = (to: string) => client.service.aws?.inbox.list(to) ?? [];
const claims = ({ body }: Awaited<ReturnType<PageBrowser['result']>>) => {
  const { amr, acr } = body.claims as unknown as Record<string, unknown>;
  return { amr, acr };
};

describe('who can use none of his methods', () => {
  it('uses a recovery code, is told how many are left and by mail, adds a method if he likes, and goes on', async () => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const browser = await openPages(client, userId);
    expect(await pageOf(browser)).toContain(`/mfa/s/${browser.sessionId}/recovery"`);
    const before = inbox(`${userId}@example.com`).length;
    const used = await type(browser, 'recovery', (codes[0] ?? '').toLowerCase().replaceAll('-', ' '));
    const page = await (await browser.follow(used)).text();
    expect(page).toContain('9 are left.');
    expect(page).toContain('add-passkey');
    expect(page).not.toContain('note bad');
    expect(page).not.toContain('value="cancel"');
    expect(
      inbox(`${userId}@example.com`)
        .slice(0, -before || undefined)
        .map(({ text }) => text)
        .join(),
    ).toContain('Used: recovery code');
    expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
    expect((await browser.post(undefined, { act: 'finish' })).headers.get('location')).toContain('/demo/return');
    expect(claims(await browser.result())).toEqual({ amr: ['otp'], acr: 'urn:sekisho:acr:second-factor' });
  });

  it('is warned when fewer than four are left, and told of the last one', async () => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const said: unknown[] = [];
    for (const code of codes) {
      const browser = await openPages(client, userId);
      const page = await (await browser.follow(await type(browser, 'recovery', code))).text();
      said.push([page.includes('note bad'), /You’ve used[^<]*/.exec(page)?.[0]]);
    }
    const used = 'You’ve used a recovery code.';
    expect(said.slice(5, 7)).toEqual([
      [false, `${used} 4 are left.`],
      [true, `${used} 3 are left.`],
    ]);
    expect(said.slice(8)).toEqual([
      [true, `${used} One is left.`],
      [true, 'You’ve used your last recovery code.'],
    ]);
    expect(await pageOf(await openPages(client, userId))).not.toContain('/recovery"');
  });

  it('types what the help desk has told him, and is told of that by mail and by text message', async () => {
    const userId = await person({ mobile: '+819012345678' });
    const code = await giveBypassCode(userId);
    const browser = await openPages(client, userId);
    const used = await type(browser, 'bypass', `${code.slice(0, 5)} ${code.slice(5)}`);
    expect(await (await browser.follow(used)).text()).toContain('a code from the help desk');
    expect(inbox(`${userId}@example.com`)[0]?.text).toContain('with the code from the help desk');
    expect(inbox('+819012345678')[0]?.text).toContain('a code from the help desk was used');
    await browser.post(undefined, { act: 'finish' });
    expect(claims(await browser.result())).toEqual({ amr: ['otp'], acr: 'urn:sekisho:acr:second-factor' });
  });

  it('finds both ways also where he has no method at all, and where a code of an app is his only one', async () => {
    await client.settings({ Email_Enabled: false });
    pass(31_000);
    const userId = await person();
    const browser = await openPages(client, userId);
    expect(await pageOf(browser)).toContain('/bypass"');
    await giveRecoveryCodes(userId);
    expect(await pageOf(browser)).toMatch(/\/recovery"[\s\S]*\/bypass"/);
    await browser.post(undefined, { act: 'cancel' });
    expect((await browser.result()).body.code).toBe('SESSION_CANCELLED');
    await client.settings({ RecoveryCodes_Enabled: false, BypassCodes_Enabled: false });
    pass(31_000);
    const other = await openPages(client, userId);
    expect(await pageOf(other)).not.toMatch(/\/(recovery|bypass)"/);
    expect((await other.get('recovery')).status).toBe(303);
    await client.settings({});
    pass(31_000);
  });
});

describe('a code of the help desk', () => {
  it.each([
    ['that is over', { expiresAtMs: 1 }, 'bypassOver'],
    ['that a second person has to approve', { isApproved: false }, 'notApproved'],
  ] as const)('%s is explained, counts as a try and is not used up', async (_what, terms, error) => {
    const userId = await person();
    const code = await giveBypassCode(userId, terms);
    const browser = await openPages(client, userId);
    const { searchParams } = new URL((await type(browser, 'bypass', code)).headers.get('location') ?? '', 'http://x');
    expect(searchParams.get('error')).toBe(error);
    expect(await credentialOf(userId)).toMatchObject({ failures: 1, bypass: { usesLeft: 1 } });
  });

  it('that is wrong is told of in one sentence for all where nothing is to be told', async () => {
    await client.settings({ VerboseOutput: false });
    pass(31_000);
    const userId = await person();
    const code = await giveBypassCode(userId, { isApproved: false });
    const browser = await openPages(client, userId);
    const { searchParams } = new URL((await type(browser, 'bypass', code)).headers.get('location') ?? '', 'http://x');
    expect(searchParams.get('error')).toBe('plain');
    await client.settings({});
    pass(31_000);
  });
});
