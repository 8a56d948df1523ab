import { describe, expect, it, vi } from 'vitest';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { SlowHash } from '../../../../functions/core/ports/slow-hash.ts';
import { confirmRecoverySet, mayMakeRecoverySet } from '../../../../functions/core/recovery/confirm-recovery-set.ts';
import { hashRecoveryCode } from '../../../../functions/core/recovery/recovery-codes.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Factor } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import { ALICE, credentialsStub, FRESH, usersStub } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const CODE = 'ABCD-EFGH-JKMN-PQRS';
const slowHash: SlowHash = async (secret, salt) =>
  Buffer.from(secret.reveal().padEnd(28, '.') + salt[0]).subarray(0, 32);
const SALT = Uint8Array.of(1);
const OLD = Uint8Array.of(2);

async function confirm(
  typed: string,
  world: { replaces?: Uint8Array; write?: 'stored' | 'blocked'; now?: Uint8Array } = {},
) {
  const { replaces, write = 'stored', now } = world;
  const right = await hashRecoveryCode(slowHash, SALT, new Secret('ABCDEFGHJKMNPQRS'));
  const set = { salt: SALT, hashes: ['other', right], madeAtMs: 1 };
  const putRecoverySet = vi.fn<Credentials['putRecoverySet']>(async () => write);
  const item = { ...FRESH, ...(now === undefined ? {} : { recovery: { ...set, salt: now } }) };
  const deps = { slowHash, users: usersStub(ALICE, () => item), credentials: credentialsStub({ putRecoverySet }) };
  const pending = { ...set, ...(replaces === undefined ? {} : { replaces }) };
  const outcome = await confirmRecoverySet(deps, { user: USER, account: ALICE }, pending, new Secret(typed));
  return { outcome, put: putRecoverySet.mock.calls[0], set };
}

describe('a new set of recovery codes', () => {
  it('counts when one of its codes was typed back, in the place of the one that stood when it was made', async () => {
    const { outcome, put, set } = await confirm(CODE, { replaces: OLD });
    expect(outcome).toBe('stored');
    expect(put).toEqual([USER, set, expect.anything(), OLD]);
    expect((await confirm(CODE)).put?.[3]).toBeUndefined();
  });

  it.each(['ABCD-EFGH-JKMN-PQRT', 'ABCD', ''])('does not count after %j', async (typed) => {
    const { outcome, put } = await confirm(typed);
    expect([outcome, put]).toEqual(['wrong', undefined]);
  });

  it('that was stored a moment before is that very one, and another one in its place is told apart', async () => {
    expect((await confirm(CODE, { write: 'blocked', now: SALT })).outcome).toBe('stored-before');
    expect((await confirm(CODE, { write: 'blocked', now: OLD })).outcome).toBe('replaced');
    expect((await confirm(CODE, { write: 'blocked' })).outcome).toBe('replaced');
  });
});

describe('a set can be made', () => {
  const SET = { salt: OLD, hashes: ['one'], madeAtMs: 1 };
  const OF = proofMark('alice@example.com');
  const may = (credential: Credential, factors: readonly Factor[], enrols: object) => {
    const proven = factors.map((factor) => ({ factor, provenAtMs: 1, of: OF, ...enrols }));
    const session = { purpose: 'enrol' as const, proven };
    return mayMakeRecoverySet({ settings: resolveSettings({}), session }, { account: ALICE, credential });
  };
  const proven = (...factors: Factor[]) => may(FRESH, factors, {});
  const replacing = (factors: readonly Factor[], enrols: object = {}) =>
    may({ ...FRESH, recovery: SET }, factors, enrols);

  it('after any proof but that of a recovery code, which alone could end all others', () => {
    expect([proven('email'), proven('bypass'), proven('recovery', 'email')]).toEqual([true, true, true]);
    expect([proven(), proven('recovery'), proven('recovery', 'recovery')]).toEqual([false, false, false]);
  });

  it('in the place of another one after the proof of a factor alone', () => {
    expect(replacing(['email'])).toBe(true);
    expect(replacing([])).toBe(false);
    for (const code of ['recovery', 'bypass'] as const) {
      expect([replacing([code]), replacing([code, 'email']), replacing(['email', code])]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  it('in the place of another one not with what was added just now, beside another factor', () => {
    expect(replacing(['email'], { enrols: true })).toBe(false);
  });

  it('not after a proof with what is no longer there', () => {
    expect([proven('totp'), proven('recovery', 'totp')]).toEqual([false, false]);
  });
});
