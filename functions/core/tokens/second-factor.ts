import type { UserRecord } from '../ports.ts';
import type { Settings } from '../settings/resolve.ts';

/** RFC 8176: more than one method was used. Every token of a user who proved a second factor says it. */
const SEVERAL_FACTORS = 'mfa';

export const PASSWORD_ONLY = ['pwd'] as const;
export const PASSWORD_AND_CODE = ['pwd', 'otp', SEVERAL_FACTORS] as const;

/**
 * Whether the user has enrolled a second factor: an authenticator app, here or in the old system, or a device for
 * pushes. An address in the directory is none: the user did nothing to make it one.
 */
export function hasSecondFactor({ credential, legacyTotp, hasDevice }: UserRecord, settings: Settings): boolean {
  const totp = credential?.totp !== undefined || legacyTotp !== undefined;
  return (settings.Totp_Enabled && totp) || (settings.Push_Enabled && hasDevice === true);
}

export function showsSecondFactor({ amr }: { readonly amr: readonly string[] }): boolean {
  return amr.includes(SEVERAL_FACTORS);
}
