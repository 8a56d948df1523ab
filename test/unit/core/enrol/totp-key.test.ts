import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { makeFirstKey, makeKey, removeKey, showKeys } from '../../../../functions/core/enrol/totp-key.ts';
import type { Passkey } from '../../../../functions/core/passkeys/passkey.ts';
import type { VerifiedToken } from '../../../../functions/core/ports/tokens.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { newAuthenticator, passkeyOf } from '../passkeys/software-authenticator.ts';
import { ALICE, FRESH, NOW_MS, OTHER_KEYS } from '../stubs.ts';
import { enrolling, FIRST_BASE32, sealedKey, USER, type World } from './world.ts';

const ON = { EnableSecretKeyLifecycle: true };
const PASSWORD: VerifiedToken = {
  user: USER,
  isOfPerson: true,
  amr: ['pwd'],
  scope: ['secretkey'],
  epoch: epochOf(ALICE),
  claims: {},
};
const BOTH: VerifiedToken = { ...PASSWORD, amr: ['pwd', 'otp', 'mfa'] };

const CONFIRMED = sealedKey({ confirmedAtMs: NOW_MS - 500, lastStep: 59_844_960 });
const PENDING = sealedKey();
const WITH_DEVICE: UserRecord = { account: ALICE, hasDevice: true };
const LEGACY: UserRecord = { account: ALICE, legacyTotp: new Secret(new Uint8Array(20)) };
const refused = (reason: string) => ({ kind: 'refused', reason });

const settingsOf = (map: Record<string, boolean | string> = {}) => resolveSettings({ ...ON, ...map });

const actions = {
  show: (world: World, token: VerifiedToken, settings = settingsOf()) =>
    showKeys(enrolling(world).deps, settings, token),
  make: (world: World, token: VerifiedToken, settings = settingsOf()) =>
    makeKey(enrolling(world).deps, settings, token, { replaces: false }),
  replace: (world: World, token: VerifiedToken, settings = settingsOf()) =>
    makeKey(enrolling(world).deps, settings, token, { replaces: true }),
  remove: (world: World, token: VerifiedToken, settings = settingsOf()) =>
    removeKey(enrolling(world).deps, settings, token),
};

describe.each(Object.entries(actions))('to %s a key with an access token', (_name, act) => {
  const world = { credential: { pendingTotp: PENDING } };

  it('is refused without the scope for it, whatever else the token may', async () => {
    const scope = ['read', 'secretkeys', 'secretkey.read'];
    expect(await act(world, { ...BOTH, scope })).toEqual(refused('INSUFFICIENT_SCOPE'));
  });

  it('is refused where the domain has not switched it on', async () => {
    expect(await act(world, BOTH, resolveSettings({}))).toEqual(refused('SECRET_KEY_LIFECYCLE_DISABLED'));
  });

  it('is refused with the token that a client got for itself', async () => {
    expect(await act(world, { ...BOTH, isOfPerson: false })).toEqual(refused('TOKEN_NOT_OF_USER'));
  });

  it('is refused to a user who is gone, though his token still lives', async () => {
    expect(await act({ ...world, record: {} }, BOTH)).toEqual(refused('USER_UNKNOWN'));
  });
});

describe('what is shown of keys', () => {
  it.each<[string, World]>([
    ['nothing is stored', {}],
    ['only counters are stored', { credential: {} }],
    ['only the old system has one', { record: LEGACY, credential: {} }],
  ])('is nothing where %s', async (_what, world) => {
    expect(await actions.show(world, BOTH)).toEqual(refused('SECRET_KEY_UNKNOWN'));
  });

  it('is of a confirmed one when it was made, confirmed and used, and never the secret', async () => {
    expect(await actions.show({ credential: { totp: CONFIRMED } }, BOTH)).toEqual({
      kind: 'shown',
      confirmed: {
        createdAtMs: NOW_MS - 1_000,
        confirmedAtMs: NOW_MS - 500,
        // 2026-11-22T12:00:00Z: step 59 844 960 of 30 seconds.
        lastUsedAtMs: NOW_MS,
      },
    });
  });

  it.each([
    [-1, undefined],
    [0, 0],
    [1, 30_000],
  ])('is, for a key whose last step is %i, the time %s of its last use', async (lastStep, lastUsedAtMs) => {
    const shown = await actions.show({ credential: { totp: sealedKey({ lastStep }) } }, BOTH);
    expect(shown.kind === 'shown' && shown.confirmed?.lastUsedAtMs).toBe(lastUsedAtMs);
  });

  it('is of a pending one also the secret, to a user without another factor', async () => {
    const shown = await actions.show({ credential: { pendingTotp: PENDING } }, PASSWORD);
    if (shown.kind !== 'shown') throw new Error(shown.reason);
    expect(shown).not.toHaveProperty('confirmed');
    expect(shown.pending).toEqual({ createdAtMs: NOW_MS - 1_000, confirmedAtMs: undefined, lastUsedAtMs: undefined });
    expect(shown.secret?.reveal()).toBe(FIRST_BASE32);
  });

  it('is the same of a key that was sealed by an earlier generation', async () => {
    const shown = await actions.show({ credential: { pendingTotp: sealedKey({}, OTHER_KEYS) } }, PASSWORD);
    expect(shown.kind === 'shown' && shown.secret?.reveal()).toBe(FIRST_BASE32);
  });

  it.each<[string, World]>([
    ['a confirmed key', { credential: { totp: CONFIRMED, pendingTotp: PENDING } }],
    ['a device', { record: WITH_DEVICE, credential: { pendingTotp: PENDING } }],
    ['a secret in the old system', { record: LEGACY, credential: { pendingTotp: PENDING } }],
  ])('lacks the pending secret for a password alone beside %s, and has it with that factor', async (_what, world) => {
    expect(await actions.show(world, PASSWORD)).not.toHaveProperty('secret');
    expect(await actions.show(world, BOTH)).toHaveProperty('secret');
  });
});

describe('a pending key of who has proven himself', () => {
  const world = { credential: { pendingTotp: sealedKey({ by: 'proof' }) } };

  it('is neither shown to a password alone nor removed nor replaced by it', async () => {
    expect(await actions.show(world, PASSWORD)).not.toHaveProperty('secret');
    for (const act of [actions.make, actions.replace, actions.remove]) {
      expect(await act(world, PASSWORD)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    }
    expect(await actions.show(world, BOTH)).toHaveProperty('secret');
  });
});

describe('a first key by password alone', () => {
  it('is made for a user who has nothing', async () => {
    expect((await makeFirstKey(enrolling().deps, resolveSettings({}), USER, epochOf(ALICE))).kind).toBe('pending');
  });

  it('is not made beside a device: a stolen password must not add a way in', async () => {
    const { deps, beginEnrolment } = enrolling({ record: WITH_DEVICE });
    expect(await makeFirstKey(deps, resolveSettings({}), USER, epochOf(ALICE))).toEqual(refused('FACTOR_BOUND'));
    expect(beginEnrolment).not.toHaveBeenCalled();
  });
});

describe('a key that is made with a token', () => {
  it('is pending, and its secret is shown', async () => {
    const made = await actions.make({}, PASSWORD);
    expect(made.kind === 'pending' && made.secret.reveal()).toBe(FIRST_BASE32);
  });

  it.each([
    ['one who showed his factor', BOTH, true, 'proof'],
    ['a password alone', PASSWORD, false, 'password'],
  ])('may stand beside a confirmed one for %s: %s, which the write holds', async (_who, token, besideConfirmed, by) => {
    for (const replaces of [true, false]) {
      const { deps, beginEnrolment } = enrolling();
      await makeKey(deps, settingsOf(), token, { replaces });
      expect(beginEnrolment.mock.calls[0]?.[1]).toMatchObject({ besideConfirmed, pendingTotp: { by } });
    }
  });

  it.each<[string, World]>([
    ['a confirmed key', { credential: { totp: CONFIRMED } }],
    ['a secret in the old system', { record: LEGACY }],
  ])('replaces nothing by POST, whatever was shown, where there is %s', async (_what, world) => {
    expect(await actions.make(world, BOTH)).toEqual(refused('SECRET_KEY_EXISTS'));
  });

  it.each<[string, World]>([
    ['a confirmed key', { credential: { totp: CONFIRMED } }],
    ['a device', { record: WITH_DEVICE }],
    ['a secret in the old system', { record: LEGACY }],
  ])('needs the second factor of a user with %s', async (_what, world) => {
    expect(await actions.make(world, PASSWORD)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    expect(await actions.replace(world, PASSWORD)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    expect((await actions.replace(world, BOTH)).kind).toBe('pending');
  });

  it('is refused where a confirmed one appeared just now: as existing, or for want of its proof', async () => {
    const confirmedNow = (replaces: boolean) => {
      const { deps } = enrolling();
      deps.users.load
        .mockResolvedValueOnce({ account: ALICE })
        .mockResolvedValue({ account: ALICE, credential: { ...FRESH, totp: CONFIRMED } });
      return makeKey(deps, settingsOf(), PASSWORD, { replaces });
    };
    expect(await confirmedNow(false)).toEqual(refused('SECRET_KEY_EXISTS'));
    expect(await confirmedNow(true)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
  });

  it('is refused where authenticators are switched off', async () => {
    expect(await actions.make({}, PASSWORD, settingsOf({ Totp_Enabled: false }))).toEqual(refused('FACTOR_DISABLED'));
  });
});

describe('a key that is removed', () => {
  const world: World = { credential: { totp: CONFIRMED, pendingTotp: PENDING } };

  it('takes the pending one with it, and the user is told by mail', async () => {
    const { deps, removeTotp, sent } = enrolling(world);
    expect(await removeKey(deps, settingsOf(), BOTH)).toEqual({ kind: 'removed', notices: ['delivered'] });
    expect(removeTotp).toHaveBeenCalledExactlyOnceWith(USER, CONFIRMED);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toContain('alice (D)\n削除：認証アプリ');
  });

  it('that was never confirmed was no factor: nobody is told', async () => {
    const { deps, removeTotp, sent } = enrolling({ credential: { pendingTotp: PENDING } });
    expect(await removeKey(deps, settingsOf(), PASSWORD)).toEqual({ kind: 'removed', notices: [] });
    expect(removeTotp).toHaveBeenCalledExactlyOnceWith(USER, undefined);
    expect(sent).toEqual([]);
  });

  it('that was never confirmed may go though it leaves no way, since it was none', async () => {
    const alone = { record: { account: { ...ALICE, attributes: {} } }, credential: { pendingTotp: PENDING } };
    expect((await actions.remove(alone, PASSWORD)).kind).toBe('removed');
  });

  it.each<[string, World]>([
    ['nothing is stored', {}],
    ['only counters are stored', { credential: {} }],
  ])('is unknown where %s', async (_what, nothing) => {
    expect(await actions.remove(nothing, BOTH)).toEqual(refused('SECRET_KEY_UNKNOWN'));
  });

  it('needs the proof of a factor where there is one', async () => {
    const { deps, removeTotp } = enrolling(world);
    expect(await removeKey(deps, settingsOf(), PASSWORD)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    expect(removeTotp).not.toHaveBeenCalled();
  });

  it('stays when it was changed meanwhile, and nobody is told', async () => {
    const { deps, sent } = enrolling({ ...world, remove: 'blocked' });
    expect(await removeKey(deps, settingsOf(), BOTH)).toEqual(refused('TOO_MANY_REQUESTS'));
    expect(sent).toEqual([]);
  });

  it('stays while another factor of the user is being changed', async () => {
    const { deps, removeTotp } = enrolling({ ...world, lease: 'busy' });
    expect(await removeKey(deps, settingsOf(), BOTH)).toEqual(refused('TOO_MANY_REQUESTS'));
    expect(removeTotp).not.toHaveBeenCalled();
  });

  it('is gone even when the notice could not be delivered', async () => {
    expect(await actions.remove({ ...world, delivery: 'refused' }, BOTH)).toEqual({
      kind: 'removed',
      notices: ['refused'],
    });
  });
});

describe('the last way of a user to prove himself', () => {
  const attributes = { mail: 'alice@example.com', mobile: '+819012345678' };
  const { mail, mobile } = attributes;

  interface Other {
    readonly devicesAtHand?: readonly string[];
    readonly mail?: string;
    readonly mobile?: string;
    readonly passkeys?: readonly Passkey[];
  }

  const passkeys = [passkeyOf(newAuthenticator())];

  it.each<[string, boolean, Other, Record<string, boolean>]>([
    ['a passkey', true, { passkeys }, {}],
    ['a passkey where passkeys are off', false, { passkeys }, { Passkey_Enabled: false }],
    ['a synced passkey where only devices count', false, { passkeys }, { PasskeyDeviceBoundOnly: true }],
    ['no device and no address', false, {}, {}],
    ['a device', true, { devicesAtHand: ['phone'] }, {}],
    ['a device where pushes are off', false, { devicesAtHand: ['phone'] }, { Push_Enabled: false }],
    ['no device where pushes are on', false, { devicesAtHand: [] }, {}],
    ['an e-mail address', true, { mail }, {}],
    ['an e-mail address where mail is off', false, { mail }, { Email_Enabled: false }],
    ['a phone number', true, { mobile }, {}],
    ['a phone number that is none', false, { mobile: '12' }, {}],
    ['a phone number where SMS is off', false, { mobile }, { Sms_Enabled: false }],
    ['a phone number where SMS needs another factor', false, { mobile }, { SmsNeedsOtherFactor: true }],
    ['both addresses where SMS needs another factor', true, attributes, { SmsNeedsOtherFactor: true }],
  ])('is not the key beside %s: %s', async (_what, removable, { devicesAtHand, passkeys: own, ...addresses }, map) => {
    const account = { ...ALICE, attributes: addresses };
    const record = {
      account,
      ...(devicesAtHand === undefined ? {} : { devicesAtHand }),
      ...(own && { passkeys: own }),
    };
    const removed = await actions.remove({ record, credential: { totp: CONFIRMED } }, BOTH, settingsOf(map));
    if (removable) expect(removed.kind).toBe('removed');
    else expect(removed).toEqual(refused('LAST_FACTOR'));
  });
});
