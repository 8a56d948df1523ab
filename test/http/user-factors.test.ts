import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { ADMIN, type Answer, CLIENT, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { enrolDevice } from './push-client.ts';
import { putUser } from './put-user.ts';
import { DOMAINS, inDomain } from './token-client.ts';

let client: OtpClient;
const PASSWORD = 'a-long-password';

beforeAll(async () => {
  client = await startClient();
  for (const name of ['Other', 'Third']) await client.call('POST', DOMAINS, { as: ADMIN, body: { name } });
  await putUser({ userId: 'other-app', groups: ['OTPRestUserGroup'] }, PASSWORD);
  await putUser({ userId: 'desk', groups: ['HelpDesk'] }, PASSWORD);
  await putUser({ userId: 'far', attributes: { mail: 'far@example.com' } }, PASSWORD, 'Other');
  await putUser({ userId: 'far-app', groups: ['OTPRestUserGroup'] }, PASSWORD, 'Other');
  await register(client, ['reaching'], { rights: ['other-domains'] });
  holdClock();
});
afterAll(() => client.service.close());

function factors(userId: string, query = '?appName=demo', as = CLIENT, domain?: string): Promise<Answer> {
  const path = `/mfa/v1/users/${encodeURIComponent(userId)}/factors${query}`;
  return client.call('GET', path, { as, ...(domain === undefined ? {} : { headers: inDomain(domain) }) });
}

async function kinds(userId: string, query?: string, as?: string): Promise<string[]> {
  const { status, body } = await factors(userId, query, as);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.factors as unknown as { kind: string; usable: boolean }[]).map(
    ({ kind, usable }) => `${kind}${usable ? '' : ' (not now)'}`,
  );
}

async function confirmKey(userId: string): Promise<void> {
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
  const otpCode = generateSync({ secret: String(body.secret_key), epoch: Math.floor(Date.now() / 1000) });
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  await client.validateOtp({ userId, correlationId, otpCode, deliveryChannel: 'totp' });
}

describe('the factors of a user', () => {
  it('are none for somebody new, so that the application leads him to his first one', async () => {
    await putUser({ userId: 'new' }, PASSWORD);
    expect((await factors('new')).body).toEqual({ factors: [] });
  });

  it('are named by kind, and say nothing else of the user', async () => {
    const attributes = { mail: 'full@example.com', mobile: '+819012345678' };
    await putUser({ userId: 'full', attributes }, PASSWORD);
    await confirmKey('full');
    await enrolDevice(client, 'full');
    const { body } = await factors('full');
    expect(body).toEqual({
      factors: ['totp', 'push', 'sms', 'email'].map((kind) => ({ kind, usable: true })),
    });
  });

  it('do not count an authenticator app before its first right code', async () => {
    await putUser({ userId: 'half' }, PASSWORD);
    await client.call('POST', SECRET_KEY, { as: `half:${PASSWORD}` });
    expect(await kinds('half')).toEqual([]);
  });

  it('that the settings have switched off are his no more where they are an address, so that he is led to a first one', async () => {
    await client.settings({ 'demo.Email_Enabled': false, 'demo.Totp_Enabled': false });
    pass(31_000);
    expect(await kinds('bob')).toEqual([]);
    expect(await kinds('full')).toEqual(['totp (not now)', 'push', 'sms']);
    expect(await kinds('bob', '?appName=reaching'), 'for another application').toEqual(['email']);
    expect(await kinds('bob', '', ADMIN), 'for the domain').toEqual(['email']);
    await client.settings({});
    pass(31_000);
  });

  it('are the same whatever the spelling of the name', async () => {
    expect(await kinds(' ＡLICE ')).toEqual(await kinds('alice'));
  });
});

describe('who administers', () => {
  interface Shown {
    readonly factors: readonly Record<string, unknown>[];
    readonly lock: Record<string, unknown>;
  }
  const shownTo = async (as: string, userId: string): Promise<Shown> =>
    (await factors(userId, '', as)).body as unknown as Shown;
  const DESK = `desk:${PASSWORD}`;

  it.each([ADMIN, DESK])('sees names, dates and masked addresses, and nothing that proves a factor: %s', async (as) => {
    const userId = `told-${as.split(':')[0]}`;
    await putUser({ userId, attributes: { mail: 'told@example.com', mobile: '+819012345678' } }, PASSWORD);
    await confirmKey(userId);
    await enrolDevice(client, userId);
    const { factors: list, lock } = await shownTo(as, userId);
    const moment = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(list).toEqual([
      { kind: 'totp', usable: true, addedAt: moment, lastUsedAt: moment },
      {
        kind: 'push',
        usable: true,
        devices: [{ deviceId: expect.any(String), name: 'Test phone', platform: 'web', addedAt: moment }],
      },
      { kind: 'sms', usable: true, address: '••• 5678' },
      { kind: 'email', usable: true, address: 't•••@example.com' },
    ]);
    expect(lock).toEqual({ locked: false, wrongTries: 0, triesLeft: 10, sendsLeft: 5, pushesStopped: false });
  });

  it('sees wrong tries, the lock and its end, and an open door after DELETE lock', async () => {
    await putUser({ userId: 'guessed', attributes: { mail: 'guessed@example.com' } }, PASSWORD);
    expect((await shownTo(DESK, 'guessed')).lock, 'before anything').toMatchObject({ locked: false, triesLeft: 10 });
    const { correlationId } = (await client.createOtp({ userId: 'guessed' })).body;
    const guess = () => client.validateOtp({ userId: 'guessed', correlationId, otpCode: '000000' });
    await guess();
    expect((await shownTo(DESK, 'guessed')).lock).toMatchObject({ locked: false, wrongTries: 1, triesLeft: 9 });
    for (let tries = 1; tries < 10; tries++) await guess();
    const until = new Date(Date.now() + 900_000).toISOString();
    expect((await shownTo(DESK, 'guessed')).lock).toEqual({
      locked: true,
      until,
      wrongTries: 10,
      triesLeft: 0,
      sendsLeft: 4,
      pushesStopped: false,
    });
    pass(901_000);
    expect((await shownTo(DESK, 'guessed')).lock, 'when it is over').toMatchObject({ locked: false, triesLeft: 10 });
    await client.unlock('guessed');
    expect((await shownTo(DESK, 'guessed')).lock).toMatchObject({ locked: false, wrongTries: 0 });
  });

  it('alone sees the lock: an application is told the kinds', async () => {
    expect(Object.keys((await factors('bob')).body)).toEqual(['factors']);
  });
});

describe('who may ask for them', () => {
  it.each([
    ['an administrator', ADMIN],
    ['the help desk', `desk:${PASSWORD}`],
  ])('%s, without an application', async (_name, as) => {
    expect(await kinds('bob', '', as)).toEqual(['email']);
    expect(await kinds('far', '?domain=Other', as === ADMIN ? as : ADMIN)).toEqual(['email']);
  });

  it('a client whose application may serve users of other domains', async () => {
    expect(await kinds('far', '?appName=reaching&domain=Other')).toEqual(['email']);
  });

  it.each<[name: string, ask: () => Promise<Answer>, status: number, code: string]>([
    ['a client that names no application', () => factors('bob', ''), 403, 'ADMINISTRATOR_ONLY'],
    ['a client under a free name', () => factors('bob', '?appName=nobodys'), 422, 'APPLICATION_NOT_REGISTERED'],
    ['another client', () => factors('bob', '?appName=demo', `other-app:${PASSWORD}`), 403, 'APPLICATION_NOT_ALLOWED'],
    [
      'a client of another domain',
      () => factors('far', '?appName=demo', `far-app:${PASSWORD}`, 'Other'),
      403,
      'APPLICATION_NOT_ALLOWED',
    ],
    ['a client for users of another domain', () => factors('far', '?appName=demo&domain=Other'), 403, 'RIGHT_MISSING'],
    [
      'an administrator as if he were a client',
      () => factors('bob', '?appName=demo', ADMIN),
      401,
      'CREDENTIALS_INVALID',
    ],
    ['a user, of himself', () => factors('alice', '', 'alice:alice-password'), 403, 'ADMINISTRATOR_ONLY'],
    ['a wrong password', () => factors('bob', '?appName=demo', 'demo-app:guess'), 401, 'CREDENTIALS_INVALID'],
    ['a name that is nobody’s', () => factors('nobody'), 404, 'USER_UNKNOWN'],
    ['an application that cannot be one', () => factors('bob', '?appName=%2F'), 422, 'FIELD_INVALID'],
  ])('not %s', async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body).not.toHaveProperty('factors');
  });
});
