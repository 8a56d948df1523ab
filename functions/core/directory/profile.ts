import { isShownText } from '../messages/shown-text.ts';
import type { Settings } from '../settings/resolve.ts';
import { MAIL_EXPECTED, parseMailAddress } from './mail-address.ts';
import { PHONE_EXPECTED, parsePhone } from './phone.ts';

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
  /** Attributes with an address that was changed and not verified: no factors. Missing where a list does not know it. */
  readonly unproven?: readonly string[];
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

/** In characters. */
export const MAX_ATTRIBUTE_VALUE = 256;
const TEXT_EXPECTED = `a text of 1 to ${MAX_ATTRIBUTE_VALUE} characters, all of them visible`;

/**
 * Addresses must be able to be some and are kept as messages go there; other values are visible texts. All faults are
 * reported at once.
 */
export function checkAttributes<V extends string | null>(
  { EmailField, PhoneField, DefaultCountry }: Settings,
  attributes: Readonly<Record<string, V>>,
): CheckedAttributes<V> {
  const faults: AttributeFault[] = [];
  const keptAs = (name: string, value: string): { value: string | undefined; expected: string } => {
    // An address under nearly the name where one is looked for would be none, and nobody would see it.
    const meant = [EmailField, PhoneField].find((one) => one.toLowerCase() === name.toLowerCase());
    if (meant !== undefined && meant !== name)
      return { value: undefined, expected: `the name ${meant}, as it is spelt` };
    if (name === PhoneField) {
      return { value: parsePhone(value, DefaultCountry), expected: `${PHONE_EXPECTED} (in ${DefaultCountry})` };
    }
    if (name === EmailField) return { value: parseMailAddress(value), expected: MAIL_EXPECTED };
    const text = value.normalize('NFKC');
    return { value: isShownText(text, MAX_ATTRIBUTE_VALUE) ? text : undefined, expected: TEXT_EXPECTED };
  };
  const checked = Object.entries(attributes).map(([name, value]): [string, V] => {
    if (value === null) return [name, value];
    const kept = keptAs(name, value);
    if (kept.value === undefined) faults.push({ field: `attributes.${name}`, expected: kept.expected });
    return [name, (kept.value ?? value) as V];
  });
  return faults.length === 0 ? { kind: 'valid', attributes: Object.fromEntries(checked) } : { kind: 'invalid', faults };
}
