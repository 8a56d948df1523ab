/**
 * The attack: a thief with the password begins to add a factor. The owner is told at once, everywhere, and ends it with
 * the code of the message. Around that code: a thief guesses one, uses one in another place, or takes a code of another
 * kind for one; a foreign page sends the form; an old code is tried on the next person of the name.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { cancelCodes, messagesTo, newPerson, register, sayNotMe } from '../http/enrolment-client.ts';
import { openPages } from '../http/page-client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

describe('a beginning with the password alone', () => {
  it.each(['askKey', 'askCode'] as const)('is told to mail and phone at once, without a link (%s)', async (ask) => {
    const owner = await newPerson(client);
    expect((await owner[ask]()).status).toBeLessThan(300);
    for (const address of [owner.mail, owner.phone]) {
      const [message, ...others] = messagesTo(client, address);
      expect(others).toEqual([]);
      expect(message?.text).not.toMatch(/https?:|www\.|\//);
    }
    expect(cancelCodes(client, owner.mail)).toEqual(cancelCodes(client, owner.phone));
  });

  it('is told to the phone of who has no mail address', async () => {
    const owner = await newPerson(client, { mobile: '+819055550001' });
    await owner.askKey();
    expect(cancelCodes(client, '+819055550001')).toHaveLength(1);
  });
});

describe('the owner who says that it was not he', () => {
  it('ends the code of a device, and nothing is begun by a password for a day', async () => {
    const owner = await newPerson(client);
    const code = String((await owner.askCode()).body.enrolmentCode);
    const [cancel = ''] = cancelCodes(client, owner.mail);
    const page = await sayNotMe(client, cancel.toLowerCase().replace('-', ' '));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Change your password');
    expect((await register(client, code)).body.code).toBe('ENROLMENT_CODE_INVALID');
    for (const ask of [owner.askCode, owner.askKey]) {
      const { status, body } = await ask();
      expect([status, body.code ?? body.errorCode]).toEqual([403, 'PROOF_REQUIRED']);
    }
    pass(DAY_MS);
    expect((await owner.askKey()).status).toBe(200);
  });

  it('ends a key that waits for its first code', async () => {
    const owner = await newPerson(client);
    const secret = String((await owner.askKey()).body.secret_key);
    const asked = { userId: owner.userId, deliveryChannel: 'totp' };
    const { correlationId } = (await client.createOtp(asked)).body;
    await sayNotMe(client, cancelCodes(client, owner.phone)[0] ?? '');
    const answer = await client.validateOtp({ ...asked, correlationId, otpCode: generateSync({ secret }) });
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
  });

  it('may say it with the code of any message of the day, and twice', async () => {
    const owner = await newPerson(client);
    await owner.askKey();
    await owner.askCode();
    const codes = cancelCodes(client, owner.mail);
    expect(codes).toHaveLength(2);
    for (const code of [...codes, ...codes]) expect((await sayNotMe(client, code)).status).toBe(200);
  });

  it('still adds his own with a proof, on the pages', async () => {
    const owner = await newPerson(client);
    await owner.askKey();
    await sayNotMe(client, cancelCodes(client, owner.mail)[0] ?? '');
    const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
    await browser.post('email', { act: 'send' });
    const code = /\b\d{6}\b/.exec(messagesTo(client, owner.mail)[0]?.text ?? '')?.[0] ?? '';
    await browser.post('email', { act: 'check', code });
    await browser.post('add-push', { act: 'begin' });
    const shown = await (await browser.get('add-push')).text();
    const enrolment = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(shown)?.[0] ?? '';
    // The thief tries to put his own in its place.
    expect((await owner.askCode()).body.code).toBe('PROOF_REQUIRED');
    expect((await register(client, enrolment)).status).toBe(201);
  });
});

describe('a code', () => {
  it('that is guessed, empty, of another kind or more than a day old ends nothing, and the page says so', async () => {
    const owner = await newPerson(client);
    const enrolment = String((await owner.askCode()).body.enrolmentCode);
    const [cancel = ''] = cancelCodes(client, owner.mail);
    const { correlationId } = (await client.createOtp({ userId: owner.userId, deliveryChannel: 'email' })).body;
    const pin = /\b\d{6}\b/.exec(messagesTo(client, owner.mail)[0]?.text ?? '')?.[0] ?? '';
    for (const wrong of ['00000-00000', '', ' ', enrolment, pin, String(correlationId), 'x'.repeat(64)]) {
      const page = await sayNotMe(client, wrong);
      expect(page.status, wrong).toBe(422);
      expect(await page.text()).toContain('That code isn’t right');
    }
    expect((await owner.askKey()).status).toBe(200);
    pass(DAY_MS);
    expect((await sayNotMe(client, cancel)).status).toBe(422);
  });

  it('that ends is good for nothing else: no device, no PIN, no key', async () => {
    const owner = await newPerson(client);
    await owner.askKey();
    const [cancel = ''] = cancelCodes(client, owner.mail);
    expect((await register(client, cancel)).body.code).toBe('ENROLMENT_CODE_INVALID');
    const { correlationId } = (await client.createOtp({ userId: owner.userId, deliveryChannel: 'email' })).body;
    for (const deliveryChannel of ['email', 'totp']) {
      const fields = { userId: owner.userId, deliveryChannel, correlationId, otpCode: cancel.replace('-', '') };
      expect((await client.validateOtp(fields)).status).toBe(422);
    }
  });

  it('of a person who is gone says nothing about the next one of that name', async () => {
    const owner = await newPerson(client);
    await owner.askKey();
    const [cancel = ''] = cancelCodes(client, owner.mail);
    const path = `/mfa/v1/users/${owner.userId}`;
    await client.call('DELETE', path, { as: ADMIN });
    const password = 'a new and longer passphrase';
    expect((await client.call('PUT', path, { as: ADMIN, body: { password } })).status).toBe(200);
    const as = `${owner.userId}:${password}`;
    expect((await client.call('POST', SECRET_KEY, { as })).status).toBe(200);
    expect((await sayNotMe(client, cancel)).status).toBe(422);
    expect((await client.call('POST', SECRET_KEY, { as })).status, 'his own').toBe(200);
  });

  it('is taken from a page of this service alone', async () => {
    const owner = await newPerson(client);
    await owner.askKey();
    const [cancel = ''] = cancelCodes(client, owner.mail);
    for (const foreign of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      expect((await sayNotMe(client, cancel, foreign)).status).toBe(403);
    }
    expect((await sayNotMe(client, cancel)).status).toBe(200);
  });
});

it.each([
  ['en', 'It wasn’t you?'],
  ['ja', '心当たりがありませんか'],
])('the page speaks %s, works without a script, and looking at it changes nothing', async (lang, title) => {
  const page = await fetch(`${client.service.url}/mfa/not-me?lang=${lang}&code=00000-00000&error=Call+0120`);
  const text = await page.text();
  expect([page.status, page.headers.get('content-language')]).toEqual([200, lang]);
  expect(text).toContain(title);
  expect(text).not.toMatch(/0120|00000/);
  expect(text).toContain(`<form method="post" action="/mfa/not-me?lang=${lang}">`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});
