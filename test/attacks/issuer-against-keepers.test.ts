/**
 * An issuer whose tokens a domain takes says that an administrator has just shown a second factor. He administers nothing
 * with that; but with the scope for keys he has the administrator's own key removed, replaced or shown, and then a password
 * is all that stands before everything. Guarantee: of who administers, only a token of this service touches the key.
 */
import { describe, expect, it } from 'vitest';
import { epochOf } from '../../functions/core/directory/epoch.ts';
import { ADMINISTRATIVE_GROUPS } from '../../functions/core/directory/groups.ts';
import { makeKey, removeKey, showKeys } from '../../functions/core/enrol/totp-key.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import { enrolling, FIRST_BASE32, sealedKey, USER } from '../unit/core/enrol/world.ts';
import { ALICE, NOW_MS } from '../unit/core/stubs.ts';

const SETTINGS = resolveSettings({ EnableSecretKeyLifecycle: true });
const OUTSIDE = {
  user: USER,
  isOfPerson: true,
  amr: ['pwd', 'otp', 'mfa'],
  scope: ['secretkey'],
  epoch: undefined,
  claims: {},
};
const BOTH_KEYS = { totp: sealedKey({ confirmedAtMs: NOW_MS - 500 }), pendingTotp: sealedKey() };
const refused = { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };

const keeper = (group: string) => ({ ...ALICE, groups: [group] });

describe.each(ADMINISTRATIVE_GROUPS)('the key of a member of %s, with the word of an outside issuer', (group) => {
  const world = { record: { account: keeper(group) }, credential: BOTH_KEYS };

  it('is not removed, not made and not replaced, also where there is none yet', async () => {
    expect(await removeKey(enrolling(world).deps, SETTINGS, OUTSIDE)).toEqual(refused);
    for (const replaces of [true, false]) {
      expect(await makeKey(enrolling(world).deps, SETTINGS, OUTSIDE, { replaces })).toEqual(refused);
      const without = enrolling({ record: world.record });
      expect(await makeKey(without.deps, SETTINGS, OUTSIDE, { replaces })).toEqual(refused);
    }
  });

  it('is not shown', async () => {
    expect(await showKeys(enrolling(world).deps, SETTINGS, OUTSIDE)).not.toHaveProperty('secret');
  });

  it('is its owner’s with a token of this service', async () => {
    const own = { ...OUTSIDE, epoch: epochOf(world.record.account) };
    const shown = await showKeys(enrolling(world).deps, SETTINGS, own);
    expect('secret' in shown && shown.secret?.reveal()).toBe(FIRST_BASE32);
  });
});

it('while the users of the issuer keep their own keys with its tokens', async () => {
  const world = { record: { account: ALICE }, credential: BOTH_KEYS };
  expect(await removeKey(enrolling(world).deps, SETTINGS, OUTSIDE)).toMatchObject({ kind: 'removed' });
});
