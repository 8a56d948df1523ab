/**
 * Recovery codes let somebody in for years, so a thief wants some of his own, or those of before back: he types a code of
 * a set that was never confirmed, confirms in one session what was shown in another one, sends an old form again after
 * its codes were used or replaced, or turns the one code that he has found into ten.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';
import { credentialOf, giveBypassCode, giveRecoveryCodes } from '../http/rescue-client.ts';

let client: OtpClient;
let made = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

async function person(): Promise<string> {
  const userId = `owner-${made++}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

const type = (browser: PageBrowser, step: string, code: string) => browser.post(step, { act: 'check', code });
const saidBy = ({ headers }: Response) =>
  [...new URL(headers.get('location') ?? '', 'http://x').searchParams].slice(0, 1).flat().join();

/** A session in which a set can be made. */
async function helped(userId: string): Promise<PageBrowser> {
  const browser = await openPages(client, userId);
  await type(browser, 'bypass', await giveBypassCode(userId));
  return browser;
}

async function shown(browser: PageBrowser): Promise<string[]> {
  const page = await (await browser.post('add-recovery', { act: 'start' })).text();
  return [...page.matchAll(/<li>((?:\w{4}-){3}\w{4})<\/li>/g)].map(([, code = '']) => code);
}

/** An authenticator app, as its owner has it: the key in Base32. */
async function giveKey(userId: string): Promise<string> {
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  const secret = String(body.secret_key);
  const { correlationId = '' } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  // Of the step before, so that the next code is there at once.
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - 30 });
  expect((await client.validateOtp({ userId, correlationId, deliveryChannel: 'totp', otpCode })).status).toBe(200);
  return secret;
}

const left = async (userId: string) => (await credentialOf(userId))?.recovery?.hashes.length;

describe('a set that its owner has not confirmed', () => {
  it('proves nothing', async () => {
    const userId = await person();
    const [code = ''] = await shown(await helped(userId));
    await giveRecoveryCodes(userId);
    expect(saidBy(await type(await openPages(client, userId), 'recovery', code))).toBe('error,wrong');
  });

  it('is confirmed in its own session alone', async () => {
    const userId = await person();
    const [browser, other] = [await helped(userId), await helped(userId)];
    const [code = ''] = await shown(browser);
    await shown(other);
    expect(saidBy(await type(other, 'add-recovery', code))).toBe('error,recoveryOther');
    expect(await left(userId)).toBeUndefined();
  });
});

describe('a form that is sent again', () => {
  it('gives no code back that was used since', async () => {
    const userId = await person();
    const browser = await helped(userId);
    const codes = await shown(browser);
    await type(browser, 'add-recovery', codes[0] ?? '');
    await type(await openPages(client, userId), 'recovery', codes[0] ?? '');
    await type(browser, 'add-recovery', codes[1] ?? '');
    expect(await left(userId)).toBe(9);
  });

  it('brings no set back that another one has replaced, also when both are sent at the same moment', async () => {
    const userId = await person();
    const tabs = [await helped(userId), await helped(userId)];
    const sets = await Promise.all(tabs.map(shown));
    const said = await Promise.all(
      tabs.map(async (tab, at) => saidBy(await type(tab, 'add-recovery', sets[at]?.[0] ?? ''))),
    );
    expect(said.filter((one) => one === 'added,recovery')).toHaveLength(1);
    const won = said.indexOf('added,recovery');
    await type(await openPages(client, userId), 'recovery', sets[won]?.[3] ?? '');
    expect(await left(userId)).toBe(9);
    const loser = tabs[1 - won] ?? expect.fail('no tab');
    expect(saidBy(await type(loser, 'add-recovery', sets[1 - won]?.[1] ?? ''))).not.toBe('added,recovery');
    expect(await left(userId)).toBe(9);
  });
});

describe('who has got a code of the help desk', () => {
  it('ends no set that its owner keeps', async () => {
    const userId = await person();
    await giveRecoveryCodes(userId);
    const browser = await helped(userId);
    expect(await shown(browser)).toEqual([]);
    expect(await (await browser.get('add-recovery')).text()).toContain('Sign in again');
    expect(await left(userId)).toBe(10);
  });
});

describe('who has found one recovery code', () => {
  it('puts nothing of his own in the place of what its owner has', async () => {
    const userId = await person();
    const secret = await giveKey(userId);
    for (const step of ['recovery', 'bypass'] as const) {
      const code = step === 'recovery' ? (await giveRecoveryCodes(userId)).codes[0] : await giveBypassCode(userId);
      const browser = await openPages(client, userId);
      await type(browser, step, code ?? '');
      for (const [adding, fields] of [
        ['add-totp', {}],
        ['add-email', { address: 'thief@example.com' }],
      ] as const) {
        const begun = await browser.post(adding, { act: 'send', ...fields });
        expect(new URL(begun.headers.get('location') ?? '', 'http://x').pathname).toBe(`/mfa/s/${browser.sessionId}`);
        expect((await browser.get(adding)).status).toBe(303);
      }
    }
    expect(client.service.aws?.inbox.list('thief@example.com')).toEqual([]);
    const owner = await openPages(client, userId);
    await type(owner, 'totp', generateSync({ secret }));
    expect((await owner.result()).status).toBe(200);
  });

  it('makes no set of his own with it, removes nothing and marks nothing as lost', async () => {
    const userId = await person();
    const { codes } = await giveRecoveryCodes(userId);
    const browser = await openPages(client, userId, { purpose: 'enrol' });
    await type(browser, 'recovery', codes[0] ?? '');
    expect((await browser.post('add-recovery', { act: 'start' })).status).toBe(303);
    await browser.post('add-recovery', { act: 'check', code: codes[1] ?? '' });
    for (const [step, act] of [
      ['remove-email', 'remove'],
      ['lost-email', 'lost'],
    ] as const) {
      await browser.post(step, { act });
    }
    expect(await left(userId)).toBe(9);
    expect((await credentialOf(userId))?.lostAddresses).toEqual([]);
    const page = await (await (await openPages(client, userId)).get()).text();
    expect(page).toContain('/email"');
    await browser.post(undefined, { act: 'finish' });
    expect((await browser.result()).body.claims).toMatchObject({ acr: 'urn:sekisho:acr:enrolment' });
  });
});
