/** Passkeys in the table: whose a credential id is and which answer counts is decided by one conditional write each. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import type { Passkey } from '../../functions/core/passkeys/passkey.ts';
import type { Passkeys, PasskeyUse } from '../../functions/core/ports/passkeys.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 9);

let aws: AnyAws;
let users: ReturnType<typeof dynamodbUsers>;
let passkeys: Passkeys;
let made = 0;
let user = { domain: 'DefaultDomain', userId: '' };

beforeAll(async () => {
  aws = await anyAws();
  const table = openTable(await aws.createTable());
  users = dynamodbUsers(table);
  passkeys = dynamodbPasskeys(table);
});
afterAll(() => aws.close());
beforeEach(() => {
  made += 1;
  user = { ...user, userId: `user-${made}` };
});

function passkeyOf(more: Partial<Passkey> = {}): Passkey {
  return {
    id: `id-${made}`,
    credentialId: `credential-${made}`,
    publicKey: Uint8Array.of(48, 89, 1),
    algorithm: -7,
    signCount: 0,
    transports: ['internal'],
    isUserVerified: true,
    isBackupEligible: false,
    isBackedUp: false,
    aaguid: '00000000-0000-0000-0000-000000000000',
    userHandle: `handle-${made}`,
    rpId: 'localhost',
    name: 'Laptop',
    createdAtMs: NOW_MS,
    generation: 'a-generation',
    ...more,
  };
}

function use(more: Partial<PasskeyUse> = {}): PasskeyUse {
  return {
    challenge: 'first',
    signCount: 0,
    isBackupEligible: false,
    isBackedUp: false,
    usedAtMs: NOW_MS + 1,
    ...more,
  };
}

async function stored(generation = 'a-generation'): Promise<readonly Passkey[]> {
  return (await users.belongings(user)).of({ generation }).passkeys ?? [];
}

describe('a passkey in the table', () => {
  it('comes back with its user as it was put', async () => {
    const passkey = passkeyOf({ isDiscoverable: true, isBackupEligible: true, isBackedUp: true });
    expect(await passkeys.add(user, passkey)).toBe('added');
    expect(await stored()).toEqual([passkey]);
    expect(await passkeys.listAll(user)).toEqual([passkey]);
  });

  it('is not that of the next person of the name', async () => {
    await passkeys.add(user, passkeyOf());
    expect(await stored('another-generation')).toEqual([]);
  });

  it('is added once of all users who name its id at the same moment', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        passkeys.add({ ...user, userId: `${user.userId}-${index}` }, passkeyOf({ userHandle: `handle-${index}` })),
      ),
    );
    expect(results.filter((result) => result === 'added')).toHaveLength(1);
  });

  it('can be made anew by its owner after it was removed', async () => {
    await passkeys.add(user, passkeyOf());
    await passkeys.remove(user, passkeyOf().id);
    expect(await stored()).toEqual([]);
    expect(await passkeys.add(user, passkeyOf({ createdAtMs: NOW_MS + 1 }))).toBe('added');
  });

  it('is added although the answer to the first write was lost and the call comes again', async () => {
    await passkeys.add(user, passkeyOf());
    expect(await passkeys.add(user, passkeyOf())).toBe('added');
  });

  it('takes one answer to a challenge, however many come at the same moment', async () => {
    await passkeys.add(user, passkeyOf());
    const results = await Promise.all(Array.from({ length: 50 }, () => passkeys.recordUse(user, passkeyOf(), use())));
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1);
    expect((await stored())[0]).toMatchObject({ lastChallenge: 'first', lastUsedAtMs: NOW_MS + 1 });
  });

  it.each([
    ['is ahead', 5, 6, false, 'recorded'],
    ['stands still', 5, 5, false, 'blocked'],
    ['went back', 5, 4, false, 'blocked'],
    ['went back to none', 5, 0, false, 'blocked'],
    ['was never there', 0, 0, false, 'recorded'],
    ['begins', 0, 1, false, 'recorded'],
    ['went back in a synced one', 5, 3, true, 'recorded'],
  ] as const)(
    'whose counter %s (%i, then %i) is judged by the write',
    async (_, before, signCount, synced, outcome) => {
      await passkeys.add(user, passkeyOf({ signCount: before }));
      expect(await passkeys.recordUse(user, passkeyOf(), use({ signCount, isBackupEligible: synced }))).toBe(outcome);
    },
  );

  it('that was removed, or made anew since it was read, takes no answer and no name', async () => {
    expect(await passkeys.recordUse(user, passkeyOf(), use())).toBe('blocked');
    expect(await passkeys.rename(user, passkeyOf(), 'Phone')).toBe('blocked');
    await passkeys.add(user, passkeyOf({ createdAtMs: NOW_MS + 5 }));
    expect(await passkeys.recordUse(user, passkeyOf(), use())).toBe('blocked');
    expect(await passkeys.rename(user, passkeyOf(), 'Phone')).toBe('blocked');
  });

  it('is told of once, however many find the same at the same moment, and again after a while', async () => {
    await passkeys.add(user, passkeyOf());
    const tell = (nowMs: number, of: 'copied' | 'synced' = 'copied') =>
      passkeys.beginTelling(user, passkeyOf(), { of, nowMs, sinceMs: nowMs - 100 });
    const found = await Promise.all(Array.from({ length: 20 }, () => tell(1000)));
    expect(found.filter((outcome) => outcome === 'begun')).toHaveLength(1);
    expect([await tell(1099), await tell(1000, 'synced'), await tell(1100)]).toEqual(['told', 'begun', 'begun']);
  });

  it('takes another name', async () => {
    await passkeys.add(user, passkeyOf());
    expect(await passkeys.rename(user, passkeyOf(), 'Phone')).toBe('renamed');
    expect((await stored())[0]?.name).toBe('Phone');
  });
});
