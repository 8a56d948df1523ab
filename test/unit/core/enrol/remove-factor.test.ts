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
    expect(await removeFactor(deps, USER, 'totp')).toMatchObject({ kind: 'removed', factor: 'totp' });
    expect(credentials.removeTotp).toHaveBeenCalledExactlyOnceWith(USER, seen);
    expect(credentials.endLegacyTotp).not.toHaveBeenCalled();
  });

  it('that the old system keeps counts no more', async () => {
    const { deps, credentials } = world({ credential: FRESH, legacyTotp: OLD });
    expect(await removeFactor(deps, USER, 'totp')).toMatchObject({ kind: 'removed', factor: 'totp' });
    expect(credentials.endLegacyTotp).toHaveBeenCalledExactlyOnceWith(USER, ownershipOf(ALICE));
  });

  it('that is another one by now stays, and the caller asks again', async () => {
    const { deps, credentials } = world({ credential: { ...FRESH, totp: KEY } });
    credentials.removeTotp.mockResolvedValue('blocked' as never);
    expect(await removeFactor(deps, USER, 'totp')).toEqual(refused('TOO_MANY_REQUESTS'));
  });

  it('that he does not have is unknown', async () => {
    expect(await removeFactor(world({ credential: FRESH }).deps, USER, 'totp')).toEqual(refused('FACTOR_UNKNOWN'));
  });
});

it('while others change his factors nothing is removed', async () => {
  const { deps } = world({}, { factorLeases: factorLeasesStub('busy') });
  expect(await removeFactor(deps, USER, 'phone')).toEqual(refused('TOO_MANY_REQUESTS'));
});

it('nobody has nothing', async () => {
  const { deps } = world({}, { users: { load: async () => ({}) } });
  expect(await removeFactor(deps, USER, 'phone')).toEqual(refused('USER_UNKNOWN'));
});
