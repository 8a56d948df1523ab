import type { StoredProfile } from '../../functions/core/directory/profile.ts';
import { inertCell } from './inert-cell.ts';
import { LIST_SEPARATOR } from './read-csv.ts';
import { OWN_LDIF } from './read-ldif.ts';

/** A form of export: what stands first, and one user. */
export interface UserWriter {
  readonly header: string;
  user(profile: StoredProfile): string;
}

/**
 * RFC 4180, as `users import` reads it; the columns after the first four are the attributes. It begins with a byte order
 * mark, without which spreadsheets take UTF-8 for an older encoding.
 */
export function csvWriter(attributes: readonly string[]): UserWriter {
  return {
    header: `\uFEFF${csvLine(['userId', 'groups', 'language', 'verified', ...attributes])}`,
    user: ({ userId, groups, language, verified, attributes: own }) =>
      csvLine([
        userId,
        groups.join(LIST_SEPARATOR),
        language,
        verified.join(LIST_SEPARATOR),
        ...attributes.map((name) => own[name] ?? ''),
      ]),
  };
}

/** RFC 4180, each cell as the text that it is. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: string): string {
  const cell = inertCell(value);
  return cell !== value || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** RFC 2849, with an entry per user below `ou=<domain>`. */
export function ldifWriter(domain: string, addressNames: readonly string[]): UserWriter {
  return {
    header: 'version: 1\n\n',
    user({ userId, groups, language, verified, attributes }) {
      const [addresses, others] = [true, false].map((isAddress) =>
        Object.entries(attributes).filter(([name]) => addressNames.includes(name) === isAddress),
      ) as [[string, string][], [string, string][]];
      const lines = [
        ldifField('dn', `uid=${userId.replace(/[\\,+"<>;=#]/g, '\\$&')},ou=${domain}`),
        'objectClass: account',
        ldifField('uid', userId),
        ldifField('preferredLanguage', language),
        ...addresses.map(([name, value]) => ldifField(name, value)),
        ...others.map(([name, value]) => ldifField(OWN_LDIF.attribute, `${name}=${value}`)),
        ...groups.map((group) => ldifField(OWN_LDIF.group, group)),
        ...verified.map((name) => ldifField(OWN_LDIF.verified, name)),
      ];
      return `${lines.join('\n')}\n\n`;
    },
  };
}

/** Base64 for whatever is not a SAFE-STRING of RFC 2849. */
function ldifField(name: string, value: string): string {
  const isSafe = /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(value) && !value.endsWith(' ');
  return isSafe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
}
