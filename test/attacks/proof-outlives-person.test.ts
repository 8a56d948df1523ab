/**
 * A proof is made at one moment and used at another. In between the person may have been dismissed, locked, given a new
 * password by the help desk, or his name given to somebody else. Whoever holds what is left from before (an open session,
 * an approved push, an enrolment that was proven, a phone) tries to use it then: to get a sign-in, to put his own factor
 * into the account, to take the new owner's address away. Rights hang on the person, never on the name.
 */
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type Answer, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { deviceOf, enrolDevice, read, registration, startPush, type TestDevice } from '../http/push-client.ts';
import { DOMAINS } from '../http/token-client.ts';

const PASSWORD = 'a long pass phrase of its own';

let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { rights: ['device-enrolment'] });
});
afterAll(() => client.service.close());

const change = (method: string, userId: string, body?: object) =>
  client.call(method, `/mfa/v1/users/${userId}`, { as: ADMIN, body });

async function person(): Promise<string> {
  people += 1;
  const userId = `person-${people}`;
  await make(userId);
  return userId;
}

async function make(userId: string, mail = `${userId}@example.com`): Promise<void> {
  const made = await change('PUT', userId, { password: PASSWORD, attributes: { mail, mobile: '+819012345678' } });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
}

/** Ways in which somebody ceases to be who he was. */
const CHANGES: readonly (readonly [what: string, how: (userId: string) => Promise<unknown>])[] = [
  ['removed', (userId) => change('DELETE', userId)],
  [
    'removed, and the name given to somebody else',
    async (userId) => {
      await change('DELETE', userId);
      await make(userId, `next-${userId}@example.com`);
    },
  ],
  ['given a new password', (userId) => change('PATCH', userId, { password: 'another long pass phrase' })],
];

async function lock(userId: string): Promise<void> {
  for (let tries = 0; tries < 11; tries++)
    await client.validateOtp({ userId, otpCode: '000000', deliveryChannel: 'totp' });
  for (let tries = 0; tries < 11; tries++) {
    const sent = await client.createOtp({ userId });
    if (sent.body.minorCode === 'USER_LOCKED') return;
    await client.validateOtp({ userId, otpCode: '999999', correlationId: String(sent.body.correlationId) });
  }
  expect((await client.createOtp({ userId })).body.minorCode).toBe('USER_LOCKED');
}

/** A page that waits for a push which the phone has approved. */
async function approvedPage(userId: string, device: TestDevice): Promise<PageBrowser> {
  const browser = await openPages(client, userId);
  await browser.post('push', { act: 'send' });
  const page = await (await browser.get('push')).text();
  const digits = /: (\d(?: \d){5})</.exec(page)?.[1]?.replaceAll(' ', '') ?? '';
  const { body } = await device.pull();
  const [open] = (body as unknown as { challenges: { challengeId: string }[] }).challenges;
  const answered = await device.approve(open?.challengeId ?? '', digits);
  expect(answered.status, JSON.stringify(answered.body)).toBe(200);
  return browser;
}

async function mailedCode(browser: PageBrowser, address: string, step = 'email'): Promise<Response> {
  await browser.post(step, { act: 'send' });
  await browser.get(step);
  const [mail] = client.service.aws?.inbox.list(address) ?? [];
  return browser.post(step, { act: 'check', code: /\d{6}/.exec(mail?.text ?? '')?.[0] ?? '' });
}

const isRefused = ({ status, body }: Answer) => {
  expect(status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
  expect(body).not.toHaveProperty('token');
};

describe.each(CHANGES)('of a person who was %s', (_what, happen) => {
  test('an approved push finishes no session', async () => {
    const userId = await person();
    const browser = await approvedPage(userId, await enrolDevice(client, userId));
    await happen(userId);
    expect((await browser.post('push', { act: 'finish' })).headers.get('location') ?? '').not.toContain('/demo/return');
    isRefused(await browser.result());
  });

  test('an approved push is told to no client', async () => {
    const userId = await person();
    const device = await enrolDevice(client, userId);
    const { challengeId, matchCode } = await startPush(client, userId);
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    await happen(userId);
    expect((await read(client, challengeId)).body.status).toBe('expired');
  });

  test('a right code gives no result any more', async () => {
    const userId = await person();
    const browser = await openPages(client, userId);
    expect((await mailedCode(browser, `${userId}@example.com`)).headers.get('location')).toContain('/demo/return');
    await happen(userId);
    isRefused(await browser.result());
  });

  test('a proven enrolment changes nothing any more', async () => {
    const userId = await person();
    const browser = await openPages(client, userId, { purpose: 'enrol' });
    await mailedCode(browser, `${userId}@example.com`);
    expect(await (await browser.get()).text()).toContain('add-push');
    await happen(userId);
    const before = await change('GET', userId);
    for (const [step, form] of [
      ['add-push', { act: 'begin' }],
      ['add-totp', { act: 'begin' }],
      ['add-email', { act: 'send', address: 'thief@evil.example' }],
      ['add-sms', { act: 'send', address: '+819012345678' }],
      ['remove-email', { act: 'remove' }],
    ] as const) {
      expect((await browser.post(step, form)).status, step).toBe(404);
    }
    const look = await browser.get();
    expect([look.status, (await look.text()).includes('@example.com')]).toEqual([404, false]);
    expect((await change('GET', userId)).body).toEqual(before.body);
    expect(client.service.aws?.inbox.list('thief@evil.example') ?? []).toEqual([]);
    isRefused(await browser.result());
  });

  test('an open push is approved by nobody', async () => {
    const userId = await person();
    const device = await enrolDevice(client, userId);
    const { challengeId, matchCode } = await startPush(client, userId);
    await happen(userId);
    isRefused(await device.approve(challengeId, matchCode));
    expect((await read(client, challengeId)).body.status).not.toBe('approved');
  });
});

describe('of a person who was locked since', () => {
  test('an approved push finishes no session', async () => {
    const userId = await person();
    const browser = await approvedPage(userId, await enrolDevice(client, userId));
    await lock(userId);
    await browser.post('push', { act: 'finish' });
    const result = await browser.result();
    isRefused(result);
    expect(result.body.code).toBe('USER_LOCKED');
  });

  test('a right code gives no result any more', async () => {
    const userId = await person();
    const browser = await openPages(client, userId);
    await mailedCode(browser, `${userId}@example.com`);
    await lock(userId);
    const result = await browser.result();
    isRefused(result);
    expect(result.body.code).toBe('USER_LOCKED');
  });

  test('an approved push is told to no client', async () => {
    const userId = await person();
    const device = await enrolDevice(client, userId);
    const { challengeId, matchCode } = await startPush(client, userId);
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    await lock(userId);
    expect((await read(client, challengeId)).body.status).toBe('expired');
  });
});

test('the phone of an earlier person of the name sees and answers nothing, and is no factor of the next one', async () => {
  const userId = await person();
  const old = await enrolDevice(client, userId);
  await change('DELETE', userId);
  await make(userId);
  expect((await old.pull()).body.code).toBe('SIGNATURE_INVALID');
  await enrolDevice(client, userId);
  const { challengeId, matchCode } = await startPush(client, userId);
  isRefused(await old.approve(challengeId, matchCode));
  expect((await read(client, challengeId)).body.status).toBe('pending');
});

test('who has changed nothing but his addresses goes on', async () => {
  const userId = await person();
  const browser = await openPages(client, userId);
  await change('PATCH', userId, { language: 'ja', attributes: { nickname: 'Taro' } });
  await mailedCode(browser, `${userId}@example.com`);
  expect((await browser.result()).body).toHaveProperty('token');
});

test('a code for a device and a phone of a domain that was made anew are nothing in the new one', async () => {
  const inDomain = { 'x-oauth-identity-domain-name': 'Again' };
  const kim = { as: `kim:${PASSWORD}`, headers: inDomain };
  const begin = async () => {
    await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Again' } });
    await client.call('PUT', '/mfa/v1/users/kim?domain=Again', { as: ADMIN, body: { password: PASSWORD } });
  };
  const enrol = async (code: unknown) => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const answer = await client.call('POST', '/mfa/v1/devices', {
      body: { registration: await registration(pair, { code }) },
    });
    return { answer, pair };
  };
  const codeOfKim = async () =>
    (await client.call('POST', '/mfa/v1/users/kim/device-enrolments', kim)).body.enrolmentCode;

  await begin();
  const { answer, pair } = await enrol(await codeOfKim());
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const old = deviceOf(client, String(answer.body.deviceId), pair.privateKey, { domain: 'Again', userId: 'kim' });
  expect((await old.pull()).status).toBe(200);
  await client.call('DELETE', '/mfa/v1/users/kim?domain=Again', { as: ADMIN });
  await begin();
  const code = await codeOfKim();
  const gone = await client.call('DELETE', `${DOMAINS}?name=Again&force=true`, { as: ADMIN });
  expect(gone.status, JSON.stringify(gone.body)).toBe(200);
  await begin();
  expect((await enrol(code)).answer.body.code).toBe('ENROLMENT_CODE_INVALID');
  expect((await old.pull()).body.code).toBe('SIGNATURE_INVALID');
  expect((await client.call('POST', SECRET_KEY, kim)).status).toBe(200);
});
