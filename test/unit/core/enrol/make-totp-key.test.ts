import { describe, expect, it } from 'vitest';
import { makeTotpKey } from '../../../../functions/core/enrol/make-totp-key.ts';
import { ownershipOf } from '../../../../functions/core/identity/epoch.ts';
import { openTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, KEYS, NOW_MS } from '../stubs.ts';
import { enrolling, FIRST_BASE32, FIRST_SECRET, USER } from './world.ts';

const settings = resolveSettings({});
const LEGACY = { account: ALICE, legacyTotp: new Secret(new Uint8Array(20)) };

describe('a new key of an authenticator app', () => {
  it('has 160 random bits, is stored sealed for its user, and comes back in Base32', async () => {
    const { deps, putPendingTotp } = enrolling();
    const made = await makeTotpKey(deps, settings, USER);
    expect(made.kind === 'pending' && made.secret.reveal()).toBe(FIRST_BASE32);
    const [user, key] = putPendingTotp.mock.calls[0] ?? [];
    expect(user).toEqual(USER);
    expect(key).toMatchObject({ keyId: KEYS.id, createdAtMs: NOW_MS });
    expect(key && openTotpSecret(KEYS, USER, key.sealed).reveal()).toEqual(Buffer.from(FIRST_SECRET));
  });

  it('has used no time step yet and is not confirmed, so that its first code counts', async () => {
    const { deps, putPendingTotp } = enrolling();
    await makeTotpKey(deps, settings, USER);
    const key = putPendingTotp.mock.calls[0]?.[1];
    expect(key?.lastStep).toBeLessThan(0);
    expect(key).not.toHaveProperty('confirmedAtMs');
  });

  it('is not made where the settings allow no authenticator', async () => {
    const { deps, putPendingTotp } = enrolling();
    expect(await makeTotpKey(deps, resolveSettings({ Totp_Enabled: false }), USER)).toEqual({ kind: 'disabled' });
    expect(putPendingTotp).not.toHaveBeenCalled();
  });
});

describe('a key that counts already', () => {
  it('stays, and the secret of the one that was not stored is shown to nobody', async () => {
    const { deps, putPendingTotp } = enrolling({ put: 'blocked' });
    expect(await makeTotpKey(deps, settings, USER)).toEqual({ kind: 'exists' });
    expect(putPendingTotp.mock.calls[0]?.[2]).toEqual({ besideConfirmed: false, owner: ownershipOf(ALICE) });
  });

  it('counts in the old system as well', async () => {
    const { deps, putPendingTotp } = enrolling({ record: LEGACY });
    expect(await makeTotpKey(deps, settings, USER)).toEqual({ kind: 'exists' });
    expect(putPendingTotp).not.toHaveBeenCalled();
  });

  it('may get another one beside it from who has proven it', async () => {
    for (const record of [LEGACY, { account: ALICE }]) {
      const { deps, putPendingTotp } = enrolling({ record });
      expect((await makeTotpKey(deps, settings, USER, { besideConfirmed: true })).kind).toBe('pending');
      expect(putPendingTotp.mock.calls[0]?.[2]).toEqual({ besideConfirmed: true, owner: ownershipOf(ALICE) });
    }
  });
});
