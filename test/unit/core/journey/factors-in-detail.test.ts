import { describe, expect, it } from 'vitest';
import { factorsInDetail, nearestLock } from '../../../../functions/core/journey/factors-in-detail.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential, TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, FRESH } from '../stubs.ts';

const NOW = 1_795_348_800_000;
const KEY: TotpKey = { sealed: new Uint8Array(), keyId: 'first', lastStep: 1000, createdAtMs: 5, confirmedAtMs: 9 };
const PHONE: Device = { id: 'd1', name: 'Phone', platform: 'ios', generation: undefined, createdAtMs: 7 };
const SETTINGS = resolveSettings({ MaxAttempts: 10 });

function credential(change: Partial<Credential>): { credential: Credential } {
  return { credential: { ...FRESH, ...change } };
}

describe('a factor in detail', () => {
  it.each<[what: string, key: TotpKey, dates: object]>([
    ['confirmed and used', KEY, { addedAtMs: 9, lastUsedAtMs: 30_000_000 }],
    ['used in the first half minute of all', { ...KEY, lastStep: 0 }, { addedAtMs: 9, lastUsedAtMs: 0 }],
    ['never used', { ...KEY, lastStep: -1 }, { addedAtMs: 9 }],
    [
      'from before confirmations were noted',
      { sealed: KEY.sealed, keyId: 'first', lastStep: -1, createdAtMs: 5 },
      { addedAtMs: 5 },
    ],
  ])('has the dates of an authenticator app that is %s', (_what, totp, dates) => {
    expect(factorsInDetail(SETTINGS, credential({ totp }), [], 'localhost')).toEqual([
      { kind: 'totp', usable: false, ...dates },
    ]);
  });

  it('has no dates of a key that the old system keeps', () => {
    const record = { account: { ...ALICE, attributes: {} }, legacyTotp: new Secret(new Uint8Array(20)) };
    expect(factorsInDetail(SETTINGS, record, [], 'localhost')).toEqual([{ kind: 'totp', usable: true }]);
  });

  it('shows addresses masked, also of ways that are switched off, and the devices', () => {
    const off = resolveSettings({ Email_Enabled: false, Sms_Enabled: false });
    expect(factorsInDetail(off, { account: ALICE }, [PHONE], 'localhost')).toEqual([
      { kind: 'push', usable: false, devices: [PHONE] },
      { kind: 'sms', usable: false, address: '••• 5678' },
      { kind: 'email', usable: false, address: 'a•••@example.com' },
    ]);
  });
});

describe('the lock of a user', () => {
  it.each<[what: string, record: object, view: object]>([
    ['of whom nothing is known', {}, { isLocked: false, wrongTries: 0, triesLeft: 10 }],
    ['with a wrong try', credential({ failures: 1, streak: 1 }), { isLocked: false, wrongTries: 1, triesLeft: 9 }],
    [
      'who used all up',
      credential({ failures: 10, streak: 10, lastAttemptAtMs: NOW }),
      { isLocked: true, untilMs: NOW + 900_000, wrongTries: 10, triesLeft: 0 },
    ],
    [
      'whose lock is over',
      credential({ failures: 10, streak: 10, lastAttemptAtMs: NOW - 900_000 }),
      { isLocked: false, wrongTries: 10, triesLeft: 10 },
    ],
    [
      'who is locked for good',
      credential({ failures: 3, streak: 100, lastAttemptAtMs: NOW }),
      { isLocked: true, wrongTries: 100, triesLeft: 0 },
    ],
  ])('is shown as it stands: %s', (_what, record, view) => {
    expect(nearestLock([SETTINGS], record, NOW)).toEqual(view);
  });

  it('is that of the application that is strictest, for a help desk asks for no application', () => {
    const strict = { ...SETTINGS, MaxAttempts: 2 };
    const record = credential({ failures: 2, streak: 2, lastAttemptAtMs: NOW });
    const locked = { isLocked: true, untilMs: NOW + 900_000, wrongTries: 2, triesLeft: 0 };
    expect(nearestLock([SETTINGS, strict], record, NOW)).toEqual(locked);
    expect(nearestLock([strict, SETTINGS], record, NOW)).toEqual(locked);
    const one = credential({ failures: 1, streak: 1, lastAttemptAtMs: NOW });
    expect(nearestLock([SETTINGS, strict], one, NOW)).toMatchObject({ isLocked: false, triesLeft: 1 });
  });
});
