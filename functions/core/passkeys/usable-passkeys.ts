import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';

/** The passkeys of a person that count now and that browsers find under this domain name. */
export function usablePasskeys(
  settings: Settings,
  { passkeys = [] }: Pick<UserRecord, 'passkeys'>,
  rpId: string,
): readonly Passkey[] {
  if (!settings.Passkey_Enabled) return [];
  return passkeys.filter((passkey) => passkey.rpId === rpId && isAllowed(settings, passkey));
}

/** A copy may be in other hands than the device: where only devices are trusted it does not count. */
export function isAllowed(
  { PasskeyDeviceBoundOnly }: Settings,
  { isBackupEligible }: Pick<Passkey, 'isBackupEligible'>,
): boolean {
  return !PasskeyDeviceBoundOnly || !isBackupEligible;
}
