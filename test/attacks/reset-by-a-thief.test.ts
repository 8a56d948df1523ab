/**
 * The attack: a thief with the password of a person who still has his factors asks for a reset, in the hope of a factor of
 * his own. Until the cool-off is over he gains nothing, and everybody hears of him; the person stops him by doing what he
 * does every day, or by the code of the message. Then the thief tries to go on: he asks again and again, guesses codes that
 * would end the reset of somebody who needs it, begins before the time and finishes after it, and lengthens nothing.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { cancelCodes, messagesTo, sayNotMe } from '../http/enrolment-client.ts';
import { openPages } from '../http/page-client.ts';
import { addKeyByReset, askForReset, codeOf, HOUR_MS, newOwner } from '../http/reset-client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

const stateOf = async (userId: string) =>
  (await client.call('GET', `/mfa/v1/users/${userId}/reset`, { as: ADMIN })).body.state;

describe('a thief with the password', () => {
  it('is seen by mail and phone at once, and adds nothing by any door before the time', async () => {
    const owner = await newOwner(client);
    const { browser } = await askForReset(client, owner.userId);
    for (const address of [owner.mail, owner.phone]) expect(messagesTo(client, address)).toHaveLength(1);
    pass(24 * HOUR_MS - 1);
    for (const step of ['add-totp', 'add-passkey', 'add-push', 'add-email', 'remove-totp']) {
      const answer = await browser.post(step, { act: 'begin' });
      expect(answer.headers.get('location') ?? '', step).not.toContain(step);
    }
    const later = await openPages(client, owner.userId, { purpose: 'enrol' });
    for (const step of ['add-totp', 'add-push', 'remove-totp']) {
      expect((await later.post(step, { act: 'begin' })).headers.get('location') ?? '', step).not.toContain(step);
    }
    expect((await owner.askKey()).status).toBe(409);
    expect((await owner.askCode()).body.code).toBe('FACTOR_BOUND');
  });

  it('is stopped by the next sign-in of the person, whatever application asks for it', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(30_000);
    expect((await codeOf(client, owner)).status).toBe(200);
    expect(await stateOf(owner.userId)).toBeUndefined();
    pass(24 * HOUR_MS);
    expect((await addKeyByReset(await openPages(client, owner.userId))).secret).toBe('');
  });

  it('who has begun to add a factor when it was ready adds none when the person comes before he ends', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(24 * HOUR_MS);
    const thief = await openPages(client, owner.userId);
    const made = await thief.post('add-totp', { act: 'start' });
    const page = await (await thief.follow(made)).text();
    const secret = /secret=([A-Z2-7]{32})/.exec(page)?.[1] ?? '';
    expect((await codeOf(client, owner)).status).toBe(200);
    await thief.post('add-totp', { act: 'check', code: generateSync({ secret }) });
    pass(30_000);
    expect((await codeOf(client, { ...owner, secret })).status).toBe(422);
    expect((await codeOf(client, owner)).status).toBe(200);
  });

  it('adds at most an authenticator or a passkey, takes nothing away by himself, and no token of his opens the key', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(24 * HOUR_MS);
    const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
    for (const step of ['add-push', 'add-email', 'add-sms', 'remove-totp', 'remove-email']) {
      expect((await browser.post(step, { act: 'begin' })).headers.get('location') ?? '', step).not.toContain(step);
    }
    const as = `${owner.userId}:${owner.password}`;
    expect((await client.call('POST', SECRET_KEY, { as })).status).toBe(409);
    expect((await owner.askCode()).body.code).toBe('FACTOR_BOUND');
  });

  it('confirms the key of a reset on the pages alone, where the other factors end with it', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    pass(24 * HOUR_MS);
    const browser = await openPages(client, owner.userId);
    const page = await (await browser.follow(await browser.post('add-totp', { act: 'start' }))).text();
    const secret = /secret=([A-Z2-7]{32})/.exec(page)?.[1] ?? '';
    expect((await codeOf(client, { ...owner, secret })).status).toBe(422);
    expect(await stateOf(owner.userId)).toBe('ready');
  });

  it('asks once at a time and three times a week, so that nobody is drowned in messages', async () => {
    const owner = await newOwner(client);
    for (let round = 1; round <= 3; round++) {
      await askForReset(client, owner.userId);
      await askForReset(client, owner.userId);
      expect(messagesTo(client, owner.phone).filter(({ text }) => text.includes('asked for'))).toHaveLength(round);
      expect((await sayNotMe(client, cancelCodes(client, owner.mail)[0] ?? '')).status).toBe(200);
      pass(HOUR_MS);
    }
    expect((await askForReset(client, owner.userId)).page).toContain('three resets within a week');
    const byHelpDesk = await client.call('POST', `/mfa/v1/users/${owner.userId}/reset`, {
      as: ADMIN,
      body: { reason: 'He says that he needs it' },
    });
    expect(byHelpDesk.body.code).toBe('RESET_LIMIT_REACHED');
    pass(7 * 24 * HOUR_MS);
    expect((await askForReset(client, owner.userId)).page).toContain('Your reset is waiting');
  });

  it('guesses no code that would end the reset of somebody who needs it', async () => {
    const owner = await newOwner(client);
    await askForReset(client, owner.userId);
    const [code = ''] = cancelCodes(client, owner.mail);
    for (const guess of ['00000-00000', code.replace(/.$/, (last) => (last === '0' ? '1' : '0')), owner.userId, '']) {
      expect((await sayNotMe(client, guess)).status, guess).toBe(422);
    }
    expect(await stateOf(owner.userId)).toBe('waiting');
  });
});
