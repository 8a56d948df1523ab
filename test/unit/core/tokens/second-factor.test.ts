import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import {
  hasNoSecondFactor,
  hasSecondFactor,
  PASSWORD_AND_CODE,
  PASSWORD_ONLY,
  showsSecondFactor,
} from '../../../../functions/core/tokens/second-factor.ts';
import { ALICE, FRESH } from '../stubs.ts';

const key = { sealed: new Uint8Array(48), keyId: 'first', lastStep: -1, createdAtMs: 0 };

describe('a second factor', () => {
  it.each<[string, UserRecord, inTotp: boolean, inPush: boolean]>([
    ['nothing', {}, false, false],
    ['an address alone', { account: ALICE, credential: FRESH }, false, false],
    ['an authenticator', { credential: { ...FRESH, totp: key } }, true, false],
    ['an authenticator that is not confirmed', { credential: { ...FRESH, pendingTotp: key } }, false, false],
    ['an authenticator in the old system', { legacyTotp: new Secret(new Uint8Array(20)) }, true, false],
    ['a device', { hasDevice: true }, false, true],
    ['no device any more', { hasDevice: false }, false, false],
    ['both', { credential: { ...FRESH, totp: key }, hasDevice: true }, true, true],
  ])('of %s counts where the settings allow it', (_what, record, inTotp, inPush) => {
    const has = (Totp_Enabled: boolean, Push_Enabled: boolean) =>
      hasSecondFactor(record, resolveSettings({ Totp_Enabled, Push_Enabled }));
    expect([has(true, false), has(false, true), has(true, true), has(false, false)]).toEqual([
      inTotp,
      inPush,
      inTotp || inPush,
      false,
    ]);
    // A factor that is switched off still guards the change of factors.
    expect(hasNoSecondFactor(record)).toBe(!inTotp && !inPush);
  });

  it('is shown by a token that was got with one, and by no other', () => {
    expect([PASSWORD_AND_CODE, PASSWORD_ONLY, [], ['otp']].map((amr) => showsSecondFactor({ amr }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
