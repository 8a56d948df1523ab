import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../../../../functions/core/ports.ts';
import { enrolDevice } from '../../../../functions/core/push/enrol-device.ts';
import { hashEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, FRESH, KEYS, keyRing, NOW_MS } from '../stubs.ts';
import { memoryEnrolments, USER } from './stubs.ts';

const TEN_MINUTES_MS = 600_000;
const TOTP = { sealed: new Uint8Array(), keyId: 'first', lastStep: 0, createdAtMs: 0 };

async function enrol(record: UserRecord, by: 'client' | 'user', stored: DomainSettings = {}) {
  const enrolments = memoryEnrolments();
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: { load: async () => record },
    enrolments,
  };
  return { outcome: await enrolDevice(deps, resolveSettings(stored), USER, by), enrolments };
}

const BOUND: [string, UserRecord][] = [
  ['an authenticator app', { account: ALICE, credential: { ...FRESH, totp: TOTP } }],
  ['an authenticator app in the old system', { account: ALICE, legacyTotp: new Secret(new Uint8Array()) }],
  ['a device', { account: ALICE, hasDevice: true }],
];
const UNBOUND: [string, UserRecord][] = [
  ['nothing', { account: ALICE }],
  ['an authenticator app that was never confirmed', { account: ALICE, credential: { ...FRESH, pendingTotp: TOTP } }],
];

describe('the code for a device', () => {
  it('is spent once, within ten minutes, for the user for whom it was made', async () => {
    const { outcome, enrolments } = await enrol({ account: ALICE }, 'client');
    if (outcome.kind !== 'code') throw new Error(outcome.reason);
    expect(outcome.expiresAtMs).toBe(NOW_MS + TEN_MINUTES_MS);
    const hash = hashEnrolmentCode(KEYS, outcome.code);
    expect(await enrolments.spend(hash, NOW_MS + TEN_MINUTES_MS)).toBeUndefined();
    expect(await enrolments.spend(hash, NOW_MS + TEN_MINUTES_MS - 1)).toEqual(USER);
  });

  it.each([...BOUND, ...UNBOUND])('is given to a client for a user who has %s', async (_what, record) => {
    expect((await enrol(record, 'client')).outcome.kind).toBe('code');
  });

  it.each(UNBOUND)('is given for a password to a user who has %s', async (_what, record) => {
    expect((await enrol(record, 'user')).outcome.kind).toBe('code');
  });

  it.each<[string, UserRecord, DomainSettings, string]>([
    ...BOUND.map(([what, record]): [string, UserRecord, DomainSettings, string] => [
      `a user who has ${what}`,
      record,
      {},
      'FACTOR_BOUND',
    ]),
    ['somebody without an account', {}, {}, 'USER_UNKNOWN'],
    ['anybody where pushes are switched off', { account: ALICE }, { Push_Enabled: false }, 'FACTOR_DISABLED'],
  ])('is not given for a password to %s', async (_whom, record, stored, reason) => {
    const { outcome, enrolments } = await enrol(record, 'user', stored);
    expect(outcome).toEqual({ kind: 'refused', reason });
    expect(enrolments.count()).toBe(0);
  });
});
