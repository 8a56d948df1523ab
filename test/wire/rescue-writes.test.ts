/** Recovery codes, codes of the help desk and resets: one conditional write each, in the credential item. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable, type Table, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { formatId } from '../../functions/core/otp/correlation-id.ts';
import type { Credentials } from '../../functions/core/ports/credentials.ts';
import type { BypassCode } from '../../functions/core/recovery/bypass-code.ts';
import type { RecoverySet } from '../../functions/core/recovery/recovery-codes.ts';
import type { Credential } from '../../functions/core/verify/credential.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;
const LIMITS = { maxFailures: 5, hardStop: 100 };
const OWNER = { alsoUnmarked: true } as const;
const SALT = Buffer.alloc(16, 7);
const SET: RecoverySet = {
  salt: SALT,
  hashes: Array.from({ length: 10 }, (_, n) => `hash-of-code-number-${n}`),
  madeAtMs: NOW_MS,
};
const BYPASS: BypassCode = {
  id: 'AAAAAAAAAAA',
  salt: SALT,
  hash: Buffer.alloc(16, 9),
  expiresAtMs: NOW_MS + HOUR_MS,
  usesLeft: 2,
  isApproved: true,
};
const RESET = { requestedAtMs: NOW_MS, readyAtMs: NOW_MS + 24 * HOUR_MS, by: 'person' } as const;

let aws: AnyAws;
let table: Table;
let credentials: Credentials;
let load: () => Promise<Credential | undefined>;
let made = 0;
let user = { domain: 'DefaultDomain', userId: '' };

beforeAll(async () => {
  aws = await anyAws();
  table = openTable(await aws.createTable());
  credentials = dynamodbCredentials(table);
  load = async () => (await dynamodbUsers(table).belongings(user)).of({}).credential;
});
afterAll(() => aws.close());
beforeEach(() => {
  user = { ...user, userId: `user-${made++}` };
});

const times = <T>(count: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));
const count = (results: readonly string[], wanted: string) => results.filter((result) => result === wanted).length;
const consume = (codeHash: string, salt: Uint8Array = SALT) =>
  credentials.consumeRecoveryCode(user, { salt, codeHash, nowMs: NOW_MS, limits: LIMITS });
const fail = () => credentials.countFailure(user, { nowMs: NOW_MS, limits: LIMITS });
const request = (seen?: { requestedAtMs: number }, requestedAtMs: number = NOW_MS) =>
  credentials.requestReset(user, {
    seen,
    reset: { ...RESET, requestedAtMs },
    resetsAtMs: [requestedAtMs],
    owner: OWNER,
  });

describe('a recovery code', () => {
  beforeEach(() => credentials.putRecoverySet(user, SET, OWNER, undefined));

  it('counts once, however many come at the same moment', async () => {
    const results = await times(50, () => consume(SET.hashes[3] ?? ''));
    expect(count(results, 'accepted')).toBe(1);
    expect((await load())?.recovery?.hashes).toHaveLength(9);
  });

  it('clears the counters and ends a reset', async () => {
    await fail();
    await request();
    expect(await load()).toMatchObject({ failures: 1, reset: RESET });
    expect(await consume(SET.hashes[0] ?? '')).toBe('accepted');
    expect(await load()).toMatchObject({ failures: 0, streak: 0 });
    expect((await load())?.reset).toBeUndefined();
  });

  it('that is wrong counts towards the same lock, and none counts behind it', async () => {
    expect(count(await times(20, (n) => consume(`wrong-${n}`)), 'rejected')).toBe(5);
    expect(await consume(SET.hashes[0] ?? '')).toBe('blocked');
  });

  it('of a set that was replaced is not compared', async () => {
    await credentials.putRecoverySet(user, { ...SET, salt: Buffer.alloc(16, 8), hashes: ['new'] }, OWNER, SALT);
    expect(await consume(SET.hashes[0] ?? '')).toBe('blocked');
    expect((await load())?.failures).toBe(0);
  });
});

describe('a code of the help desk', () => {
  const settle = (nowMs = NOW_MS) => credentials.settleBypassCode(user, { id: BYPASS.id, nowMs });

  it('counts as often as it may, however many come at the same moment', async () => {
    await credentials.putBypassCode(user, BYPASS, OWNER);
    expect(count(await times(20, () => settle()), 'settled')).toBe(2);
  });

  it('counts neither after its time nor before it is approved, and is approved once', async () => {
    await credentials.putBypassCode(user, { ...BYPASS, isApproved: false }, OWNER);
    expect(await settle()).toBe('blocked');
    const approvals = await times(5, () => credentials.approveBypassCode(user, BYPASS.id));
    expect(count(approvals, 'approved')).toBe(1);
    expect([await settle(BYPASS.expiresAtMs), await settle()]).toEqual(['blocked', 'settled']);
  });

  it('that was replaced or ended is gone', async () => {
    await credentials.putBypassCode(user, BYPASS, OWNER);
    await credentials.putBypassCode(user, { ...BYPASS, id: 'BBBBBBBBBBB' }, OWNER);
    expect(await settle()).toBe('blocked');
    expect([await credentials.removeBypassCode(user), await credentials.removeBypassCode(user)]).toEqual([
      'removed',
      'blocked',
    ]);
  });
});

describe('a reset', () => {
  it('is asked for once, however many ask at the same moment', async () => {
    expect(count(await times(20, (n) => request(undefined, NOW_MS + n)), 'requested')).toBe(1);
  });

  const sendPin = (method: 'email' | undefined) =>
    credentials.createWithPin(user, {
      pin: { pinHash: 'right', correlationId: formatId(Buffer.alloc(16, 1)), expiresAtMs: NOW_MS + HOUR_MS },
      method,
      handedBack: true,
      replacedPins: [],
      maxPins: 5,
      send: undefined,
      forgottenSends: [],
      newSendWindow: undefined,
      maxSends: 10,
      nowMs: NOW_MS,
      limits: LIMITS,
    });

  it('ends with a right PIN, in the same write, and not with a wrong one', async () => {
    await sendPin('email');
    await request();
    const attempt = { nowMs: NOW_MS, limits: LIMITS, mustProveFactor: false };
    expect(await credentials.consumePin(user, { ...attempt, pinHash: 'wrong' })).toBe('rejected');
    expect((await load())?.reset).toEqual(RESET);
    expect(await credentials.consumePin(user, { ...attempt, pinHash: 'right' })).toBe('accepted');
    expect((await load())?.reset).toBeUndefined();
  });

  it('stands after a PIN that its own caller could read', async () => {
    await sendPin(undefined);
    await request();
    const attempt = { nowMs: NOW_MS, limits: LIMITS, mustProveFactor: false };
    expect(await credentials.consumePin(user, { ...attempt, pinHash: 'right' })).toBe('accepted');
    expect((await load())?.reset).toEqual(RESET);
  });

  it('that is stopped keeps a password from adding anything, also where nothing was ever begun', async () => {
    expect(await credentials.closeEnrolment(user, NOW_MS)).toBe('blocked');
    await request();
    expect(await credentials.closeEnrolment(user, NOW_MS + HOUR_MS)).toBe('closed');
    expect((await load())?.enrolment).toMatchObject({ begunAtMs: [], closedUntilMs: NOW_MS + HOUR_MS });
  });

  it('is ended or used, never both', async () => {
    await request();
    const begun = await credentials.beginEnrolment(user, {
      seenVersion: undefined,
      enrolment: {
        begunAtMs: [NOW_MS],
        code: { hash: 'code', by: 'reset', epoch: 'e', expiresAtMs: NOW_MS + HOUR_MS },
      },
      besideConfirmed: true,
      reset: RESET,
      owner: OWNER,
    });
    expect(begun).toBe('stored');
    const [spent, ended] = await Promise.all([
      credentials.spendEnrolment(user, 'code', { ...RESET, nowMs: NOW_MS }),
      credentials.endReset(user, RESET),
    ]);
    expect([spent, ended].filter((outcome) => outcome !== 'blocked')).toHaveLength(1);
  });

  it('that is used ends recovery codes and codes of the help desk', async () => {
    await credentials.markAddressesLost(user, [], ['sms'], OWNER);
    await credentials.putRecoverySet(user, SET, OWNER, undefined);
    await credentials.putBypassCode(user, BYPASS, OWNER);
    await times(5, fail);
    await request();
    const enrolment = {
      begunAtMs: [NOW_MS],
      code: { hash: 'code', by: 'reset', epoch: 'e', expiresAtMs: NOW_MS },
    } as const;
    await credentials.beginEnrolment(user, {
      seenVersion: undefined,
      enrolment,
      besideConfirmed: true,
      reset: RESET,
      owner: OWNER,
    });
    expect((await load())?.failures).toBe(0);
    expect(await credentials.spendEnrolment(user, 'code', { ...RESET, nowMs: NOW_MS })).toBe('spent');
    expect(Object.keys((await load()) ?? {})).not.toEqual(expect.arrayContaining(['recovery']));
    // Whoever has that phone must not be asked again because its owner has lost everything else too.
    expect((await load())?.lostAddresses).toEqual(['sms']);
    expect(await load()).toMatchObject({ resetsAtMs: [NOW_MS] });
    expect((await load())?.bypass).toBeUndefined();
  });

  it('that is used leaves no passkey and no device of before, also where nothing sweeps them away', async () => {
    const item = (sk: string, createdAt: number) =>
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { pk: userPartition(user), sk, passkeyId: sk, deviceId: sk, createdAt, signCount: 0 },
        }),
      );
    for (const kind of ['PASSKEY#', 'DEVICE#']) {
      await item(`${kind}old`, NOW_MS - 1);
      await item(`${kind}new`, NOW_MS);
    }
    const factors = async () => (await dynamodbUsers(table).belongings(user)).of({});
    const namesOf = ({ passkeys = [], devicesAtHand = [] }: Awaited<ReturnType<typeof factors>>) => [
      ...passkeys.map(({ id }) => id),
      ...devicesAtHand,
    ];
    await request();
    expect(namesOf(await factors())).toHaveLength(4);
    const enrolment = {
      begunAtMs: [NOW_MS],
      code: { hash: 'code', by: 'reset', epoch: 'e', expiresAtMs: NOW_MS },
    } as const;
    const begun = { seenVersion: undefined, enrolment, besideConfirmed: true, reset: RESET, owner: OWNER };
    await credentials.beginEnrolment(user, begun);
    expect(await credentials.spendEnrolment(user, 'code', { ...RESET, nowMs: NOW_MS })).toBe('spent');
    expect(namesOf(await factors())).toEqual(['PASSKEY#new', 'DEVICE#new']);
  });

  it('is shortened only as it was seen', async () => {
    await request();
    expect(await credentials.shortenReset(user, RESET, { shorteningBy: 'D#one' })).toBe('changed');
    expect(await credentials.shortenReset(user, RESET, { readyAtMs: NOW_MS })).toBe('blocked');
    expect(await credentials.shortenReset(user, { ...RESET, shorteningBy: 'D#one' }, { readyAtMs: NOW_MS })).toBe(
      'changed',
    );
    expect((await load())?.reset).toEqual({ ...RESET, readyAtMs: NOW_MS });
  });
});

describe('an address that is lost', () => {
  it('ends what was sent, and is marked as it was seen', async () => {
    expect(await credentials.markAddressesLost(user, [], ['email'], OWNER)).toBe('marked');
    expect(await credentials.markAddressesLost(user, [], ['sms'], OWNER)).toBe('blocked');
    expect(await credentials.markAddressesLost(user, ['email'], [], OWNER)).toBe('marked');
    expect(await load()).toMatchObject({ lostAddresses: [], pins: {} });
  });
});

describe('what a person wants', () => {
  it('is kept, also of who has no item yet, and taken back', async () => {
    expect(await credentials.prefer(user, 'sms', OWNER)).toBe('stored');
    expect((await load())?.preferred).toBe('sms');
    expect(await credentials.prefer(user, 'none', OWNER)).toBe('stored');
    expect((await load())?.preferred).toBeUndefined();
  });

  it('is put off from now, or from the first time that he did', async () => {
    const putOff = (atMs: number, keepsFirst: boolean) => credentials.putOff(user, { atMs, keepsFirst }, OWNER);
    for (const [atMs, keepsFirst, kept] of [
      [1, true, 1],
      [2, true, 1],
      [3, false, 3],
    ] as const) {
      expect(await putOff(atMs, keepsFirst)).toBe('stored');
      expect((await load())?.putOffAtMs).toBe(kept);
    }
  });

  it('is nothing to an item of the person who had the name before', async () => {
    await credentials.prefer(user, 'sms', { generation: 'first', alsoUnmarked: false });
    expect(await credentials.prefer(user, 'email', { generation: 'second', alsoUnmarked: false })).toBe('blocked');
  });

  it('says where an app is, of the very key that stands', async () => {
    const key = { sealed: Buffer.alloc(48, 1), keyId: 'k', lastStep: -1, createdAtMs: 1, confirmedAtMs: 1 };
    await credentials.reserveLegacyAttempt(user, { nowMs: NOW_MS, limits: LIMITS });
    await credentials.takeOverTotp(user, key);
    expect(await credentials.setApart(user, { ...key, sealed: Buffer.alloc(48, 2) })).toBe('blocked');
    expect(await credentials.setApart(user, key)).toBe('stored');
    expect((await load())?.totp?.isApart).toBe(true);
  });
});
