/**
 * A key or a phone is in other hands. Its owner, or his help desk, has it removed; but the thief has shown it a moment
 * before, and holds a session in which it is proven. He takes the result, or makes a factor of his own while the session
 * lasts, which then stays.
 */

import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { addTotp, answerOn, newOwner, type Owner, passkeysOf, provenEnrolment } from '../http/passkey-owner.ts';

let client: OtpClient;
let owner: Owner;
let secret: string;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  owner = await newOwner();
  secret = await addTotp(await provenEnrolment(client, owner));
  pass(30_000);
});

async function byPasskey(purpose: 'verify' | 'enrol'): Promise<PageBrowser> {
  const browser = await openPages(client, owner.userId, { purpose });
  await postPasskey(browser, 'passkey', await answerOn(client, browser, owner.key));
  return browser;
}

async function byCode(purpose: 'verify' | 'enrol'): Promise<PageBrowser> {
  const browser = await openPages(client, owner.userId, { purpose });
  pass(30_000);
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  await browser.post('totp', { act: 'check', code });
  return browser;
}

async function removePasskey(): Promise<void> {
  const [own] = await passkeysOf(client, owner.userId);
  const path = `/mfa/v1/users/${owner.userId}/passkeys/${own?.passkeyId}`;
  expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
}

async function removeApp(): Promise<void> {
  const browser = await byPasskey('enrol');
  expect((await browser.post('remove-totp', { act: 'remove' })).headers.get('location')).toContain('removed=yes');
}

const WAYS = [
  ['a passkey', byPasskey, removePasskey],
  ['an authenticator app', byCode, removeApp],
] as const;

test.each(WAYS)('what %s has proven is no result after it was removed', async (_what, prove, remove) => {
  const [kept, stolen] = [await prove('verify'), await prove('verify')];
  expect((await kept.result()).status).toBe(200);
  await remove();
  const { status, body } = await stolen.result();
  expect([status, body.code]).toEqual([422, 'SESSION_EXPIRED']);
});

test.each(WAYS)(
  'a session that %s has proven adds nothing any more after it was removed',
  async (_what, prove, remove) => {
    const stolen = await prove('enrol');
    expect(await (await stolen.get()).text(), 'before').toContain('add-passkey');
    await remove();
    const before = (await passkeysOf(client, owner.userId)).length;
    for (const step of ['add-passkey', 'add-totp', 'add-email', 'add-push']) {
      await stolen.post(step, { act: 'begin' });
      expect((await stolen.get(step)).status, step).toBe(303);
    }
    expect(await (await stolen.get()).text()).not.toContain('add-passkey');
    expect(await passkeysOf(client, owner.userId)).toHaveLength(before);
  },
);
