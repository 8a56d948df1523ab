import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type Answer, type OtpClient, SECRET_KEY, startClient } from './client.ts';
import { messagesTo } from './enrolment-client.ts';
import { givePasskey } from './passkey-client.ts';
import { enrolDevice } from './push-client.ts';
import { putUser } from './put-user.ts';

const PASSWORD = 'a-long-password';
const DESK = `desk:${PASSWORD}`;
let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'desk', groups: ['HelpDesk'] }, PASSWORD);
});
afterAll(() => client.service.close());
beforeEach(() => client.service.aws?.inbox.clear());

async function newPerson(): Promise<{ userId: string; mail: string }> {
  const userId = `caller-${people++}`;
  const mail = `${userId}@example.com`;
  await putUser({ userId, language: 'en', attributes: { mail } }, PASSWORD);
  return { userId, mail };
}

function remove(userId: string, id: string, more: { as?: string; reason?: string } = {}): Promise<Answer> {
  const { as = DESK, reason = 'INC-4711' } = more;
  const headers: Record<string, string> = reason === '' ? {} : { 'sekisho-reason': reason };
  return client.call('DELETE', `/mfa/v1/users/${userId}/factors/${id}`, { as, headers });
}

interface Shown {
  readonly factors: readonly { kind: string; devices?: { deviceId: string }[]; passkeys?: { passkeyId: string }[] }[];
  readonly lock: object;
  readonly rescue: object;
  readonly records: readonly { kind: string; reason?: string; actor: object }[];
}

async function seenBy(as: string, userId: string): Promise<Shown> {
  const { status, body } = await client.call('GET', `/mfa/v1/users/${userId}/factors`, { as });
  expect(status).toBe(200);
  return body as unknown as Shown;
}

async function confirmKey(userId: string): Promise<void> {
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
  const otpCode = generateSync({ secret: String(body.secret_key), epoch: Math.floor(Date.now() / 1000) });
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  expect((await client.validateOtp({ userId, correlationId, otpCode, deliveryChannel: 'totp' })).status).toBe(200);
}

async function keepCodes(userId: string): Promise<void> {
  const credentials = dynamodbCredentials(openTable('sekisho'), async () => undefined);
  const set = {
    salt: Buffer.alloc(16, 1),
    hashes: ['AAAAAAAAAAAAAAAAAAAAAA', 'BAAAAAAAAAAAAAAAAAAAAA'],
    madeAtMs: Date.now(),
  };
  const user = { domain: 'DefaultDomain', userId };
  expect(await credentials.putRecoverySet(user, set, { alsoUnmarked: true }, undefined)).toBe('stored');
}

describe('a factor that is removed by the help desk', () => {
  it.each<[string, (userId: string) => Promise<string>, string]>([
    ['an authenticator app', async (userId) => confirmKey(userId).then(() => 'totp'), 'authenticator app'],
    ['a set of recovery codes', async (userId) => keepCodes(userId).then(() => 'recovery'), 'recovery codes'],
    ['a phone', async (userId) => (await enrolDevice(client, userId)).id, 'phone that approves sign-ins'],
    ['a passkey', async (userId) => (await givePasskey(userId)).passkey.id, 'passkey'],
  ])('is gone, told to its owner and recorded with the reason: %s', async (_what, give, named) => {
    const { userId, mail } = await newPerson();
    const id = await give(userId);
    client.service.aws?.inbox.clear();
    const removed = await remove(userId, id);
    expect([removed.status, removed.body]).toEqual([204, {}]);
    const [notice, ...others] = messagesTo(client, mail);
    expect([others, notice?.text]).toEqual([[], expect.stringContaining(`Removed: ${named}`)]);
    expect((await recordsOf('factor-removed')).filter((record) => record.userId === userId)).toMatchObject([
      { phase: 'begun', reason: 'INC-4711', actor: { userId: 'desk' } },
      { phase: 'ended', outcome: 'done' },
    ]);
    expect((await seenBy(DESK, userId)).factors.map(({ kind }) => kind)).toEqual(['email']);
    expect((await remove(userId, id)).body.code, 'once').toBe('FACTOR_UNKNOWN');
  });

  it('is no other one: what he has besides stays', async () => {
    const { userId } = await newPerson();
    await confirmKey(userId);
    const [one, other] = [await givePasskey(userId), await givePasskey(userId)];
    expect((await remove(userId, one.passkey.id)).status).toBe(204);
    const { factors } = await seenBy(DESK, userId);
    expect(factors.map(({ kind }) => kind)).toEqual(['passkey', 'totp', 'email']);
    expect(factors[0]?.passkeys?.map(({ passkeyId }) => passkeyId)).toEqual([other.passkey.id]);
  });

  it.each(['email', 'nothing', 'CREDENTIAL', 'PROFILE'])('is one that he has: %s', async (id) => {
    const { userId, mail } = await newPerson();
    const { status, body } = await remove(userId, id);
    expect([status, body.code]).toEqual([404, 'FACTOR_UNKNOWN']);
    expect(messagesTo(client, mail)).toEqual([]);
  });

  it('has a reason, whoever removes it', async () => {
    const { userId } = await newPerson();
    await confirmKey(userId);
    for (const as of [DESK, ADMIN]) {
      const { status, body } = await remove(userId, 'totp', { as, reason: '' });
      expect([status, body.code]).toEqual([422, 'FIELD_MISSING']);
    }
    expect((await seenBy(DESK, userId)).factors.map(({ kind }) => kind)).toContain('totp');
  });

  it('is nobody’s who removes it himself, an administrator not excepted', async () => {
    const { status, body } = await remove('admin', 'totp', { as: ADMIN });
    expect([status, body.code]).toEqual([403, 'OWN_ACCOUNT']);
  });

  it('is of somebody who is there', async () => {
    expect((await remove('nobody', 'totp')).body.code).toBe('USER_UNKNOWN');
  });
});

describe('every other change of the help desk', () => {
  it('has a reason too, which an administrator may leave out', async () => {
    const { userId } = await newPerson();
    for (const [method, path] of [
      ['DELETE', 'lock'],
      ['POST', 'sign-out'],
      ['DELETE', 'devices/x'],
      ['DELETE', 'passkeys/x'],
    ] as const) {
      const call = (as: string) => client.call(method, `/mfa/v1/users/${userId}/${path}`, { as });
      expect((await call(DESK)).body.code, path).toBe('FIELD_MISSING');
      expect((await call(ADMIN)).body.code, path).not.toBe('FIELD_MISSING');
    }
  });
});

describe('the end of a lock', () => {
  it('is told to the person, and nobody is told of what did not happen', async () => {
    const { userId, mail } = await newPerson();
    const unlock = () =>
      client.call('DELETE', `/mfa/v1/users/${userId}/lock`, { as: DESK, headers: { 'sekisho-reason': 'INC-1' } });
    expect((await unlock()).status).toBe(204);
    expect(messagesTo(client, mail)).toEqual([]);
    await confirmKey(userId);
    client.service.aws?.inbox.clear();
    expect((await unlock()).status).toBe(204);
    const [notice, ...others] = messagesTo(client, mail);
    expect([others, notice?.text]).toEqual([[], expect.stringContaining('Your account was unlocked')]);
    expect(notice?.text).toContain(userId);
  });
});

describe('one person whole', () => {
  it('has what is left of sends and codes, and what was done with him of late', async () => {
    const { userId } = await newPerson();
    await client.createOtp({ userId, deliveryChannel: 'email' });
    await confirmKey(userId);
    await keepCodes(userId);
    await remove(userId, 'totp', { reason: 'lost his phone' });
    const moment = expect.stringMatching(/^\d{4}-.*Z$/);
    const { lock, rescue, records } = await seenBy(DESK, userId);
    expect(lock).toMatchObject({ sendsLeft: 5 });
    expect(rescue).toEqual({ recoveryCodes: { left: 2, madeAt: moment } });
    expect(records[0]).toEqual({
      at: moment,
      kind: 'factor-removed',
      actor: { kind: 'administrator', domain: 'DefaultDomain', userId: 'desk' },
      reason: 'lost his phone',
      outcome: 'done',
    });
    expect(records.map(({ kind }) => kind)).toEqual(['factor-removed', 'totp-confirmed', 'totp-begun']);
  });

  it('shows what he says he has lost', async () => {
    const { userId } = await newPerson();
    await confirmKey(userId);
    const credentials = dynamodbCredentials(openTable('sekisho'), async () => undefined);
    const user = { domain: 'DefaultDomain', userId };
    await credentials.markAddressesLost(user, [], ['email'], { alsoUnmarked: true });
    const { factors } = await seenBy(DESK, userId);
    expect(factors.find(({ kind }) => kind === 'email')).toMatchObject({ usable: false, lost: true });
    expect(factors.find(({ kind }) => kind === 'totp')).not.toHaveProperty('lost');
  });
});
