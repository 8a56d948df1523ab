import { describe, expect, it, vi } from 'vitest';
import { ownershipOf } from '../../../../functions/core/directory/epoch.ts';
import { type RemoveFactorDependencies, removeFactor } from '../../../../functions/core/enrol/remove-factor.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, FRESH, factorLeasesStub, NOW_MS } from '../stubs.ts';

const USER = { domain: 'Staff', userId: 'alice' };
const KEY: TotpKey = { sealed: new Uint8Array([1]), keyId: 'first', lastStep: -1, createdAtMs: 1 };
const PHONE = { id: 'phone', name: 'Phone', platform: 'web', createdAtMs: 1, generation: undefined } as Device;

function world(record: Omit<UserRecord, 'account'>, more: Partial<RemoveFactorDependencies> = {}) {
  const credentials = {
    removeTotp: vi.fn(async () => 'removed' as const),
    endLegacyTotp: vi.fn(async () => 'removed' as const),
    removeRecoverySet: vi.fn(async () => 'blocked' as const),
    beginEnrolment: vi.fn(async () => 'stored' as const),
    replaceLeftover: async () => undefined,
  };
  const deps: RemoveFactorDependencies = {
    clock: () => NOW_MS,
    users: { load: async () => ({ account: ALICE, ...record }) },
    settings: { forDomain: async () => ({}) },
    domains: { find: async () => undefined },
    factorLeases: factorLeasesStub(),
    courier: { deliver: async () => 'delivered' },
    credentials,
    devices: { list: async () => [PHONE], remove: async () => undefined },
    passkeys: { remove: async () => undefined },
    ...more,
  };
  return { deps, credentials };
}

const refused = (reason: string) => ({ kind: 'refused', reason });

describe('an authenticator app', () => {
  const OLD = new Secret(new Uint8Array(10));

  it.each([
    ['confirmed', { ...FRESH, totp: KEY }, KEY],
    ['begun', { ...FRESH, pendingTotp: KEY }, undefined],
  ])('that is %s goes as it was seen, also where the old system keeps another one', async (_what, credential, seen) => {
    const { deps, credentials } = world({ credential, legacyTotp: OLD });
    expect(await removeFactor(deps, USER, 'totp', false)).toMatchObject({ kind: 'removed', factor: 'totp' });
    expect(credentials.removeTotp).toHaveBeenCalledExactlyOnceWith(USER, seen);
    expect(credentials.endLegacyTotp).not.toHaveBeenCalled();
  });

  it('that the old system keeps counts no more', async () => {
    const { deps, credentials } = world({ credential: FRESH, legacyTotp: OLD });
    expect(await removeFactor(deps, USER, 'totp', false)).toMatchObject({ kind: 'removed', factor: 'totp' });
    expect(credentials.endLegacyTotp).toHaveBeenCalledExactlyOnceWith(USER, ownershipOf(ALICE));
  });

  it('that is another one by now stays, and the caller asks again', async () => {
    const { deps, credentials } = world({ credential: { ...FRESH, totp: KEY } });
    credentials.removeTotp.mockResolvedValue('blocked' as never);
    expect(await removeFactor(deps, USER, 'totp', false)).toEqual(refused('TOO_MANY_REQUESTS'));
  });

  it('that he does not have is unknown', async () => {
    expect(await removeFactor(world({ credential: FRESH }).deps, USER, 'totp', false)).toEqual(
      refused('FACTOR_UNKNOWN'),
    );
  });
});

it('while others change his factors nothing is removed', async () => {
  const { deps } = world({}, { factorLeases: factorLeasesStub('busy') });
  expect(await removeFactor(deps, USER, 'phone', false)).toEqual(refused('TOO_MANY_REQUESTS'));
});

it('nobody has nothing', async () => {
  const { deps } = world({}, { users: { load: async () => ({}) } });
  expect(await removeFactor(deps, USER, 'phone', false)).toEqual(refused('USER_UNKNOWN'));
});

describe('the last factor, removed by the help desk,', () => {
  const LAST: readonly (readonly [string, string, Omit<UserRecord, 'account'>, readonly Device[]])[] = [
    ['an authenticator app', 'totp', { credential: { ...FRESH, totp: KEY } }, []],
    ['one of the old system', 'totp', { legacyTotp: new Secret(new Uint8Array(10)) }, []],
    ['a phone', 'phone', { hasDevice: true }, [PHONE]],
  ];

  function helped(record: Omit<UserRecord, 'account'>, devices: readonly Device[], stored = {}) {
    const remove = vi.fn(async () => undefined);
    return {
      ...world(record, { devices: { list: async () => devices, remove }, settings: { forDomain: async () => stored } }),
      remove,
    };
  }

  it.each(LAST)('%s, leaves the account closed for a password alone', async (_what, id, record, devices) => {
    const { deps, credentials } = helped(record, devices);
    expect(await removeFactor(deps, USER, id, true)).toMatchObject({ kind: 'removed' });
    const closed = { begunAtMs: [], closedUntilMs: NOW_MS + 7 * 24 * 60 * 60 * 1000 };
    expect(credentials.beginEnrolment).toHaveBeenCalledExactlyOnceWith(
      USER,
      expect.objectContaining({ enrolment: closed, owner: ownershipOf(ALICE) }),
    );
  });

  it.each(LAST)('%s, stays where a code takes two people', async (_what, id, record, devices) => {
    const { deps, credentials, remove } = helped(record, devices, { BypassNeedsTwoPeople: true });
    expect(await removeFactor(deps, USER, id, true)).toEqual(refused('SECOND_PERSON_NEEDED'));
    const writes = [credentials.removeTotp, credentials.endLegacyTotp, remove, credentials.beginEnrolment];
    expect(writes.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0]);
  });

  it('stays when something else was begun meanwhile', async () => {
    const { deps, credentials } = helped({ credential: { ...FRESH, totp: KEY } }, []);
    credentials.beginEnrolment.mockResolvedValue('blocked' as never);
    expect(await removeFactor(deps, USER, 'totp', true)).toEqual(refused('TOO_MANY_REQUESTS'));
    expect(credentials.removeTotp).not.toHaveBeenCalled();
  });

  it('is another matter than one beside others, and than one that an administrator removes', async () => {
    const both = helped({ credential: { ...FRESH, totp: KEY }, hasDevice: true }, [PHONE], {
      BypassNeedsTwoPeople: true,
    });
    expect(await removeFactor(both.deps, USER, 'totp', true)).toMatchObject({ kind: 'removed' });
    const one = helped({ hasDevice: true }, [PHONE], { BypassNeedsTwoPeople: true });
    expect(await removeFactor(one.deps, USER, 'phone', false)).toMatchObject({ kind: 'removed' });
    const writes = [both, one].map(({ credentials }) => credentials.beginEnrolment.mock.calls.length);
    expect(writes).toEqual([0, 0]);
  });
});
