import { createHash } from 'node:crypto';
import type { Entry } from 'ldapts';

/**
 * What names an entry for good: RFC 4530 (OpenLDAP and others), 389 Directory Server, Active Directory, Oracle Internet
 * Directory. An entry that is made anew under an old name has another one.
 */
const NAMES = ['entryUUID', 'nsUniqueId', 'objectGUID', 'orclGUID'];

/** When the password was changed last: draft-behera-ldap-password-policy, Active Directory. */
const PASSWORD_TIMES = ['pwdChangedTime', 'pwdLastSet'];

/** Operational attributes, which come only when they are asked for by name. */
export const IDENTITY_ATTRIBUTES: readonly string[] = [...NAMES, ...PASSWORD_TIMES];

/** Undefined where the directory shows none of them. As short as those of our own directory: it stands in each credential. */
export function generationOf(entry: Entry): string | undefined {
  const name = firstOf(entry, NAMES);
  return name === undefined ? undefined : createHash('sha256').update(name).digest('base64url').slice(0, 12);
}

/** Compared for equality alone: clocks of directories differ. */
export function passwordTimeOf(entry: Entry): string | undefined {
  return firstOf(entry, PASSWORD_TIMES);
}

function firstOf(entry: Entry, names: readonly string[]): string | undefined {
  for (const name of names) {
    const key = Object.keys(entry).find((one) => one.toLowerCase() === name.toLowerCase());
    const [value] = key === undefined ? [] : [entry[key]].flat();
    // Binary ones come as bytes, unless they happen to be a text.
    if (value !== undefined && value.length > 0) return `${name} ${Buffer.from(value as string).toString('base64url')}`;
  }
  return undefined;
}
