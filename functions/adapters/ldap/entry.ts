import type { Entry } from 'ldapts';
import { normaliseUserId } from '../../core/directory/user.ts';

/** Longer than a name, an address or a secret can be. */
const MAX_VALUE_CHARACTERS = 1_024;

/** Values of an attribute as text; names of attributes have no case (RFC 4512 section 2.5). Binary and endless ones are left out. */
export function valuesOf(entry: Entry, attribute: string): string[] {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? [] : entry[name];
  return (Array.isArray(value) ? value : [value]).filter(
    (item) => typeof item === 'string' && item !== '' && item.length <= MAX_VALUE_CHARACTERS,
  ) as string[];
}

/** The attribute that a user filter looks the name up in: `uid` of `(&(objectClass=person)(uid={userId}))`. */
export function nameAttribute(userFilter: string): string {
  return /([A-Za-z][A-Za-z0-9-]*)=\{userId\}/.exec(userFilter)?.[1] ?? 'uid';
}

/**
 * Directories find more names than they hold: matching folds blanks, accents and invisible characters. Each such
 * spelling would have its own counters here, so only the name as it stands in the entry counts (CVE-2025-24806).
 * An entry with two names has two sets of counters in the same way, and is refused.
 */
export function checkName(entry: Entry, attribute: string, userId: string): 'same' | 'other' | 'several' {
  const names = valuesOf(entry, attribute);
  if (names.length > 1) return 'several';
  return names[0] !== undefined && normaliseUserId(names[0]) === userId ? 'same' : 'other';
}
