import { describe, expect, it } from 'vitest';
import { makeTotpKey } from '../../../../functions/core/enrol/make-totp-key.ts';
import { openTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { KEYS, NOW_MS } from '../stubs.ts';
import { enrolling, FIRST_BASE32, FIRST_SECRET, USER } from './world.ts';

const settings = resolveSettings({});

describe('a new key of an authenticator app', () => {
  it('has 160 random bits, is stored sealed for its user, and comes back in Base32', async () => {
    const { deps, beginEnrolment } = enrolling();
    const made = await makeTotpKey(deps, settings, USER, { by: 'password' });
    expect(made).toMatchObject({ kind: 'pending', notices: ['delivered', 'delivered'] });
    expect(made.kind === 'pending' && made.secret.reveal()).toBe(FIRST_BASE32);
    const [user, { pendingTotp: key } = { pendingTotp: undefined }] = beginEnrolment.mock.calls[0] ?? [];
    expect(user).toEqual(USER);
    expect(key).toMatchObject({ keyId: KEYS.id, createdAtMs: NOW_MS, by: 'password' });
    expect(key && openTotpSecret(KEYS, USER, key.sealed).reveal()).toEqual(Buffer.from(FIRST_SECRET));
  });

  it('has used no time step yet and is not confirmed, so that its first code counts', async () => {
    const { deps, beginEnrolment } = enrolling();
    await makeTotpKey(deps, settings, USER, { by: 'password' });
    const key = beginEnrolment.mock.calls[0]?.[1].pendingTotp;
    expect(key?.lastStep).toBeLessThan(0);
    expect(key).not.toHaveProperty('confirmedAtMs');
  });

  it('is not made where the settings allow no authenticator', async () => {
    const { deps, beginEnrolment } = enrolling();
    const made = await makeTotpKey(deps, resolveSettings({ Totp_Enabled: false }), USER, { by: 'proof' });
    expect(made).toEqual({ kind: 'refused', reason: 'FACTOR_DISABLED' });
    expect(beginEnrolment).not.toHaveBeenCalled();
  });

  it('whose secret was not stored is shown to nobody', async () => {
    const { deps } = enrolling({ begin: 'blocked' });
    const made = await makeTotpKey(deps, settings, USER, { by: 'password' });
    expect(made).toEqual({ kind: 'refused', reason: 'TOO_MANY_REQUESTS' });
  });
});
