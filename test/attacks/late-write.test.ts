/**
 * Somebody is removed while calls of his are under way: one has read his account and is about to store a PIN, a key or a
 * device for it. The removal itself may break between two of its writes. Then the name is given to somebody else. Whatever
 * lands late must not bring the old credential back, nor lay a thing of the old person into the account of the next one.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { dynamodbDevices } from '../../functions/adapters/dynamodb/devices.ts';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { epochOf, ownershipOf } from '../../functions/core/directory/epoch.ts';
import type { Account } from '../../functions/core/directory/user.ts';
import type { AddPin } from '../../functions/core/ports/credentials.ts';
import { loadOwnRecord } from '../../functions/core/verify/load-own-record.ts';
import { PRESET } from '../http/put-user.ts';
import { type AnyAws, anyAws } from '../wire/any-aws.ts';

const NOW_MS = 1_795_348_800_000;
const PROFILE = { groups: [], language: 'en', attributes: {}, verified: [] };
const PIN = { pinHash: 'old', correlationId: '00000000-0000-4000-8000-000000000001', expiresAtMs: NOW_MS + 300_000 };
const KEY = { sealed: new Uint8Array(48), keyId: 'first', lastStep: -1, createdAtMs: NOW_MS };

let aws: AnyAws;
let table: Table;
let user = { domain: 'DefaultDomain', userId: '' };
let people = 0;

beforeAll(async () => {
  aws = await anyAws();
  table = openTable(await aws.createTable());
});
afterAll(() => aws.close());
beforeEach(() => {
  people += 1;
  user = { ...user, userId: `person-${people}` };
});

const directory = () => dynamodbDirectory(table, PRESET);
const users = () => dynamodbUsers(table);
const credentials = () => dynamodbCredentials(table);
const devices = () => dynamodbDevices(table);

async function made(): Promise<Account> {
  await directory().put(user, PROFILE, undefined);
  const account = await users().findAccount(user);
  return account ?? expect.fail('the user was not made');
}

function adding(account: Account, pinHash = PIN.pinHash): AddPin {
  const limits = { maxFailures: 10, hardStop: 100, owner: ownershipOf(account) };
  const counted = { newSendWindow: undefined, maxSends: 1_000, nowMs: NOW_MS, limits };
  const room = { replacedPins: [], maxPins: 5, send: undefined, forgottenSends: [] };
  return { pin: { ...PIN, pinHash }, method: 'email', handedBack: false, ...room, ...counted };
}

/** Every write by which a call that read `account` could leave something behind. */
const LATE: readonly (readonly [what: string, write: (account: Account) => Promise<unknown>])[] = [
  ['a first PIN', (account) => credentials().createWithPin(user, adding(account))],
  ['one more PIN', (account) => credentials().addPin(user, adding(account))],
  ['a first push', (account) => credentials().createWithPush(user, NOW_MS, ownershipOf(account))],
  ['one more push', (account) => credentials().countPush(user, adding(account))],
  [
    'a pending key',
    (account) =>
      credentials().beginEnrolment(user, {
        seenVersion: undefined,
        enrolment: { begunAtMs: [NOW_MS] },
        pendingTotp: { ...KEY, by: 'proof', epoch: epochOf(account) },
        besideConfirmed: true,
        owner: ownershipOf(account),
      }),
  ],
  ['a settled push', () => credentials().settlePush(user)],
  ['an end of pushes', () => credentials().stopPushes(user)],
  ['an end of the lock', () => credentials().clearLock(user)],
  [
    'a device',
    ({ generation }) =>
      devices().add(user, { id: 'old', name: 'Old', platform: 'web', createdAtMs: NOW_MS, generation }),
  ],
];

describe.each(LATE)('%s that lands late', (_what, write) => {
  test('brings nothing back for the next person of the name', async () => {
    const old = await made();
    await credentials().createWithPin(user, adding(old, 'first'));
    await directory().remove(user);
    await write(old);
    const next = await made();
    expect(next.generation).not.toBe(old.generation);
    const { credential, hasDevice } = await users().load(user);
    expect([credential, hasDevice]).toEqual([undefined, false]);
    expect(await devices().list(user, next)).toEqual([]);
    const limits = { maxFailures: 10, hardStop: 100 };
    const attempt = { pinHash: PIN.pinHash, nowMs: NOW_MS, limits, mustProveFactor: false };
    expect(await credentials().consumePin(user, attempt)).not.toBe('accepted');
  });

  test('lays nothing into what the next person has by then', async () => {
    const old = await made();
    await credentials().createWithPin(user, adding(old, 'first'));
    await directory().remove(user);
    const next = await made();
    await loadOwnRecord({ users: users(), credentials: credentials() }, user);
    expect(await credentials().addPin(user, adding(next, 'next'))).toBe('added');
    await write(old);
    const { credential, hasDevice } = await users().load(user);
    expect([Object.keys(credential?.pins ?? {}), credential?.pendingTotp, hasDevice]).toEqual([
      ['next'],
      undefined,
      false,
    ]);
    expect(await devices().list(user, next)).toEqual([]);
  });
});

/** A table that breaks at its call number `breaksAt`. */
function breaking(breaksAt: number): Table {
  let calls = 0;
  const send = (...args: Parameters<Table['client']['send']>) => {
    calls += 1;
    if (calls === breaksAt) throw new Error('broken');
    return table.client.send(...args);
  };
  return { name: table.name, client: { send } as unknown as Table['client'] };
}

describe('a removal that breaks', () => {
  test.each([2, 3, 4, 5, 6])(
    'at its call %i leaves nobody, and the next person begins with nothing',
    async (breaksAt) => {
      const old = await made();
      await credentials().createWithPin(user, adding(old, 'first'));
      await devices().add(user, { id: 'd', name: 'Old', platform: 'web', createdAtMs: 1, generation: old.generation });
      await dynamodbDirectory(breaking(breaksAt), PRESET)
        .remove(user)
        .catch(() => 'broken');
      expect([await users().findAccount(user), await users().load(user)]).toEqual([undefined, {}]);
      expect(await directory().change(user, { language: 'ja' }, undefined)).toBeUndefined();
      const next = await made();
      expect(next.generation).not.toBe(old.generation);
      const { credential, hasDevice } = await users().load(user);
      expect([credential, hasDevice, await devices().listAll(user)]).toEqual([undefined, false, []]);
    },
  );

  test('is finished by the next call, and by two at the same moment', async () => {
    await made();
    await dynamodbDirectory(breaking(2), PRESET)
      .remove(user)
      .catch(() => 'broken');
    expect(await Promise.all([directory().remove(user), directory().remove(user)])).toContain(true);
    expect(await directory().remove(user)).toBe(false);
  });

  test('and goes on late takes nothing of the next person', async () => {
    const old = await made();
    await devices().add(user, { id: 'd', name: 'Old', platform: 'web', createdAtMs: 1, generation: old.generation });
    let next: Account | undefined;
    // Between the tombstone and the rest another call finishes the removal, and somebody else gets the name.
    const slow: Table = {
      name: table.name,
      client: {
        send: async (command: Parameters<Table['client']['send']>[0]) => {
          if (command.constructor.name === 'QueryCommand' && next === undefined) {
            await directory().remove(user);
            next = await made();
            await loadOwnRecord({ users: users(), credentials: credentials() }, user);
            await credentials().addPin(user, adding(next, 'next'));
            const { generation } = next;
            await devices().add(user, { id: 'n', name: 'New', platform: 'web', createdAtMs: 2, generation });
          }
          return table.client.send(command as never);
        },
      } as unknown as Table['client'],
    };
    await dynamodbDirectory(slow, PRESET).remove(user);
    const record = await users().load(user);
    expect(record.account?.generation).toBe(next?.generation);
    expect([Object.keys(record.credential?.pins ?? {}), record.hasDevice]).toEqual([['next'], true]);
  });
});

test('parallel makers of one user make one person', async () => {
  await Promise.all(Array.from({ length: 10 }, () => directory().put(user, PROFILE, undefined)));
  const first = await users().findAccount(user);
  await directory().put(user, { ...PROFILE, language: 'ja' }, undefined);
  expect((await users().findAccount(user))?.generation).toBe(first?.generation);
});
