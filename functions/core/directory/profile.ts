import type { Settings } from '../settings/resolve.ts';
import { parsePhone } from './phone.ts';

/** What our own directory says of a user, besides his password. */
export interface Profile {
  readonly groups: readonly string[];
  /** A language tag, such as `ja`. */
  readonly language: string;
  /** Addresses stand under the names that `EmailField` and `PhoneField` give. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The attributes whose value was shown to be the user's own; a new value has to be shown anew. */
  readonly verified: readonly string[];
}

export interface StoredProfile extends Profile {
  readonly userId: string;
  /** When the password was set; missing for a user without one. */
  readonly passwordSetAtMs?: number;
  /** Until when the password before counts too. */
  readonly previousUntilMs?: number;
}

/** What changes; `null` removes an attribute. An address that changes without being named in `verified` is not. */
export interface ProfileChange {
  readonly groups?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
  readonly verified?: readonly string[] | undefined;
  /** The password before does not count any more. */
  readonly endsPreviousPassword?: boolean | undefined;
}

interface AttributeFault {
  readonly field: string;
  readonly expected: string;
}

type CheckedAttributes<V> =
  | { readonly kind: 'valid'; readonly attributes: Readonly<Record<string, V>> }
  | { readonly kind: 'invalid'; readonly faults: readonly AttributeFault[] };

const MAIL = /^[^\s@<>"(),:;\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

export function isMailAddress(value: string): boolean {
  return MAIL.test(value);
}

/** Addresses must be able to be some; phone numbers are kept in E.164. All faults are reported at once. */
export function checkAttributes<V extends string | null>(
  { EmailField, PhoneField, DefaultCountry }: Settings,
  attributes: Readonly<Record<string, V>>,
): CheckedAttributes<V> {
  const faults: AttributeFault[] = [];
  const checked = Object.entries(attributes).map(([name, value]): [string, V] => {
    const field = `attributes.${name}`;
    if (value === null) return [name, value];
    if (name === EmailField && !isMailAddress(value)) faults.push({ field, expected: 'an e-mail address' });
    if (name !== PhoneField) return [name, value];
    const phone = parsePhone(value, DefaultCountry);
    if (phone === undefined) faults.push({ field, expected: `a phone number that can exist (in ${DefaultCountry})` });
    return [name, (phone ?? value) as V];
  });
  return faults.length === 0 ? { kind: 'valid', attributes: Object.fromEntries(checked) } : { kind: 'invalid', faults };
}
