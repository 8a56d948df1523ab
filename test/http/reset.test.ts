import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newAuthenticator } from '../unit/core/passkeys/software-authenticator.ts';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { cancelCodes, messagesTo, sayNotMe } from './enrolment-client.ts';
import { addPasskey, openPages } from './page-client.ts';
import { enrolDevice } from './push-client.ts';
import { addKeyByReset, askForReset, codeOf, HOUR_MS, lastMail, newOwner } from './reset-client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterEach(() => settings({}));
afterAll(() => client.service.close());

/** They are remembered for a while, and the clock stands. */
async function settings(map: Record<string, unknown>): Promise<void> {
  await client.settings(map);
  pass(60_000);
}

const textOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe('a person who cannot use any of his factors', () => {
  it('reads what will happen before he begins, and is told everywhere when he has', async () => {
    const { userId, mail, phone } = await newOwner(client);
    const browser = await openPages(client, userId);
    expect(await textOf(browser.get())).toContain(`/mfa/s/${browser.sessionId}/reset`);
    const before = await textOf(browser.get('reset'));
    expect(before).toContain('that takes 24 hours');
    expect(messagesTo(client, mail)).toEqual([]);
    const asked = await browser.post('reset', { act: 'begin-reset' });
    expect(await textOf(browser.follow(asked))).toContain('Your reset is waiting');
    expect(lastMail(client, mail)).toContain('Nothing changes before');
    expect(lastMail(client, phone)).toContain('Not you? Enter');
    for (const address of [mail, phone]) expect(lastMail(client, address)).not.toMatch(/https?:|www\./);
  });

  it('adds nothing before the time is over, and one new factor after it, with which the old ones end', async () => {
    const owner = await newOwner(client);
    await enrolDevice(client, owner.userId);
    const { browser } = await askForReset(client, owner.userId);
    expect((await browser.post('add-totp', { act: 'start' })).headers.get('location')).toMatch(/\/mfa\/s\/[^/]+$/);
    pass(24 * HOUR_MS);
    const later = await openPages(client, owner.userId);
    expect(await textOf(later.get('reset'))).toContain('Add a new sign-in method');
    const { answer, secret } = await addKeyByReset(later);
    expect(answer.status).toBe(303);
    expect((await later.result()).body.code).toBe('SESSION_UNFINISHED');
    expect((await codeOf(client, owner)).body.minorCode).toBe('OTP_INVALID');
    pass(30_000);
    expect((await codeOf(client, { ...owner, secret })).status).toBe(200);
    const devices = await client.call('GET', `/mfa/v1/users/${owner.userId}/devices`, { as: 'admin:admin-password' });
    expect(devices.body.devices).toEqual([]);
    expect(lastMail(client, owner.mail)).toContain('The old ones don’t work any more');
  });

  it('may add a passkey instead, and its one use ends the sign-in', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(24 * HOUR_MS);
    const browser = await openPages(client, owner.userId);
    const { reply } = await addPasskey(client, browser, newAuthenticator());
    expect(reply.status).toBe(200);
    const asked = await client.createOtp({ userId: owner.userId, deliveryChannel: 'totp' });
    expect(asked.body.minorCode).toBe('FACTOR_NOT_ENROLLED');
    expect(await textOf(browser.get())).toContain('data-options');
  });

  it('asks again when he comes too late', async () => {
    const { userId } = await newOwner(client);
    await askForReset(client, userId);
    pass(48 * HOUR_MS);
    const browser = await openPages(client, userId);
    expect(await textOf(browser.get('reset'))).toContain('Start the reset');
    expect((await addKeyByReset(browser)).secret).toBe('');
  });

  it('is not shown this way where the settings have none', async () => {
    await settings({ ResetCoolOffHours: 0 });
    const { userId } = await newOwner(client);
    const browser = await openPages(client, userId);
    expect(await textOf(browser.get())).not.toContain('/reset');
    expect((await browser.get('reset')).status).toBe(303);
    await browser.post('reset', { act: 'begin-reset' });
    expect((await client.call('GET', `/mfa/v1/users/${userId}/reset`, { as: 'admin:admin-password' })).status).toBe(
      404,
    );
  });
});

describe('a reset ends', () => {
  it('with any right factor, of which everybody is told who was told of it', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(30_000);
    const browser = await openPages(client, owner.userId);
    expect(await textOf(browser.get())).toContain('Somebody asked to reset');
    await browser.post('totp', { act: 'check', code: generateSync({ secret: owner.secret }) });
    expect(lastMail(client, owner.mail)).toContain('was stopped');
    pass(24 * HOUR_MS);
    const later = await openPages(client, owner.userId);
    expect((await addKeyByReset(later)).secret).toBe('');
  });

  it('with the code of its notice, once, also that of a later notice', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    const [code = ''] = cancelCodes(client, owner.phone);
    const page = await textOf(sayNotMe(client, code));
    expect(page).toContain('The reset has ended');
    expect((await sayNotMe(client, code)).status).toBe(422);
    // Nor does it end another one.
    pass(1_000);
    await askForReset(client, owner.userId);
    expect((await sayNotMe(client, code)).status).toBe(422);
    expect(await textOf((await openPages(client, owner.userId)).get('reset'))).toContain('Your reset is waiting');
  });
});

describe('the reminders', () => {
  it('come at half time and when it is ready, and none of one that was ended', async () => {
    const owner = await newOwner(client);
    const other = await newOwner(client);
    await askForReset(client, owner.userId);
    await askForReset(client, other.userId);
    await sayNotMe(client, cancelCodes(client, other.mail)[0] ?? '');
    client.service.aws?.inbox.clear();
    pass(12 * HOUR_MS);
    await untilMail(owner.mail, 1);
    expect(lastMail(client, owner.mail)).toContain('is still waiting');
    pass(12 * HOUR_MS);
    await untilMail(owner.mail, 2);
    expect(lastMail(client, owner.mail)).toContain('The wait for the reset of your sign-in methods is over');
    expect(messagesTo(client, other.mail)).toEqual([]);
  });

  async function untilMail(address: string, count: number): Promise<void> {
    for (let look = 0; look < 100 && messagesTo(client, address).length < count; look++) await sleep(50);
    expect(messagesTo(client, address)).toHaveLength(count);
  }
});

describe('a person who is locked', () => {
  async function guess(userId: string): Promise<void> {
    for (let wrong = 0; wrong < 3; wrong++) {
      pass(30_000);
      const asked = { userId, deliveryChannel: 'totp' };
      const { correlationId } = (await client.createOtp(asked)).body;
      await client.validateOtp({ ...asked, correlationId, otpCode: '000000' });
    }
  }

  it('asks on the locked page, and adds a factor although codes are locked again by then', async () => {
    const owner = await newOwner(client);
    await settings({ MaxAttempts: 3 });
    await guess(owner.userId);
    const browser = await openPages(client, owner.userId);
    const locked = await textOf(browser.get());
    expect(locked).toContain('Temporarily locked');
    expect(locked).toContain('/reset');
    const asked = await browser.post('reset', { act: 'begin-reset' });
    expect(await textOf(browser.follow(asked))).toContain('Your reset is waiting');
    pass(24 * HOUR_MS);
    await guess(owner.userId);
    const later = await openPages(client, owner.userId);
    expect(await textOf(later.get())).toContain('Your reset is ready');
    const { answer, secret } = await addKeyByReset(later);
    expect(answer.status).toBe(303);
    pass(30_000);
    expect((await codeOf(client, { ...owner, secret })).status).toBe(200);
  });
});
