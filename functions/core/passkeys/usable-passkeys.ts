import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';

/** The passkeys of a person that count now and that browsers find under this domain name. */
export function usablePasskeys(
  settings: Settings,
  record: Pick<UserRecord, 'passkeys'>,
  rpId: string,
): readonly Passkey[] {
  return allowedPasskeys(settings, { passkeys: passkeysUnder(rpId, record) });
}

/** What the settings let count, under whatever domain name it was made. */
export function allowedPasskeys(
  settings: Settings,
  { passkeys = [] }: Pick<UserRecord, 'passkeys'>,
): readonly Passkey[] {
  return settings.Passkey_Enabled ? passkeys.filter((passkey) => mayProve(settings, passkey)) : [];
}

/** The passkeys that a browser may show, also those that the settings do not take now: what it hides is gone for good. */
export function passkeysUnder(rpId: string, { passkeys = [] }: Pick<UserRecord, 'passkeys'>): readonly Passkey[] {
  return passkeys.filter((passkey) => passkey.rpId === rpId);
}

function mayProve(settings: Settings, passkey: Passkey): boolean {
  const isThere = passkey.lostAtMs === undefined && isAllowed(settings, passkey);
  return isThere && (settings.PasskeyUserVerification !== 'required' || passkey.isUserVerified);
}

/** A copy may be in other hands than the device: where only devices are trusted it does not count. */
export function isAllowed(
  { PasskeyDeviceBoundOnly }: Settings,
  { isBackupEligible }: Pick<Passkey, 'isBackupEligible'>,
): boolean {
  return !PasskeyDeviceBoundOnly || !isBackupEligible;
}
