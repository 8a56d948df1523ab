import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';

/** RFC 8176: more than one method was used. Every token of a user who proved a second factor says it. */
const SEVERAL_FACTORS = 'mfa';

export const PASSWORD_ONLY = ['pwd'] as const;
export const PASSWORD_AND_CODE = ['pwd', 'otp', SEVERAL_FACTORS] as const;

/**
 * Whether the user has enrolled a second factor: an authenticator app, here or in the old system, a device for
 * pushes or a passkey. An address in the directory is none: the user did nothing to make it one.
 */
export function hasSecondFactor(record: UserRecord, settings: Settings): boolean {
  return (
    (settings.Totp_Enabled && hasTotp(record)) ||
    (settings.Push_Enabled && record.hasDevice === true) ||
    (settings.Passkey_Enabled && hasPasskey(record))
  );
}

/**
 * Whatever the settings allow now: a factor that is switched off or lost still guards the change of factors, and so do
 * the codes that a person has kept for that day.
 */
export function hasNoSecondFactor(record: UserRecord): boolean {
  return !hasTotp(record) && record.hasDevice !== true && !hasPasskey(record) && !hasRecoveryCodes(record);
}

export function hasRecoveryCodes({ credential }: UserRecord): boolean {
  return (credential?.recovery?.hashes.length ?? 0) > 0;
}

/** An authenticator app that its owner has not reported lost. */
export function hasTotpAtHand(record: UserRecord): boolean {
  return hasTotp(record) && record.credential?.totp?.lostAtMs === undefined;
}

/** An authenticator app, here or still in the old system. */
export function hasTotp({ credential, legacyTotp }: UserRecord): boolean {
  return credential?.totp !== undefined || legacyTotp !== undefined;
}

export function hasPasskey({ passkeys = [] }: UserRecord): boolean {
  return passkeys.length > 0;
}

export function showsSecondFactor({ amr }: { readonly amr: readonly string[] }): boolean {
  return amr.includes(SEVERAL_FACTORS);
}
