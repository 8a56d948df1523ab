import type { Readable } from 'node:stream';
import { attributeOfLine, type LdifEntry, ldifEntries } from './ldif-entries.ts';
import { NOT_UTF8, type RawRecord } from './raw-user.ts';

/** Ours, for what LDIF has no attribute for: `sekishoAttribute: name=value`. */
export const OWN_LDIF = { group: 'sekishoGroup', verified: 'sekishoVerified', attribute: 'sekishoAttribute' } as const;

/** Other names of the attributes that we know (RFC 4519 sections 2.39 and 2.41, RFC 4524 sections 2.16 and 2.18). */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['uid', ['userid', '0.9.2342.19200300.100.1.1']],
  ['mail', ['rfc822mailbox', '0.9.2342.19200300.100.1.3']],
  ['mobile', ['mobiletelephonenumber', '0.9.2342.19200300.100.1.41']],
  ['userpassword', ['2.5.4.35']],
  ['displayname', ['2.16.840.1.113730.3.1.241']],
  ['preferredlanguage', ['2.16.840.1.113730.3.1.39']],
]);

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads LDIF content records, and change records that add an entry (RFC 2849), one by one. Of each entry only the name,
 * the addresses, the language and the passwords are taken: directories hold much else, old TOTP secrets for one, that has
 * no business here.
 */
export async function* readLdif(file: Readable, addressNames: readonly string[]): AsyncGenerator<RawRecord> {
  const taken = [
    'uid',
    'displayName',
    'preferredLanguage',
    'userPassword',
    ...addressNames,
    ...Object.values(OWN_LDIF),
  ];
  const wanted = new Map([['changetype', 'changetype']]);
  for (const name of taken.map((each) => each.toLowerCase())) {
    wanted.set(name, name);
    for (const other of NAMES.get(name) ?? []) wanted.set(other, name);
  }
  for await (const entry of ldifEntries(file, (name) => wanted.has(name))) yield readEntry(entry, wanted, addressNames);
}

function readEntry(
  { line, lines, isTooLong }: LdifEntry,
  wanted: ReadonlyMap<string, string>,
  addressNames: readonly string[],
): RawRecord {
  const rejected = (reason: string): RawRecord => ({ kind: 'rejected', line, reason });
  if (isTooLong) return rejected('longer than an entry of a user can be');
  const fields: Field[] = [];
  const faults: string[] = [];
  for (const text of lines) {
    const field = readField(text, wanted);
    if (typeof field === 'string') faults.push(field);
    else fields.push(field);
  }
  const values = (name: string): string[] =>
    fields.flatMap((field) => (field.name === name.toLowerCase() ? [field.value] : []));
  if (values('changetype').some((type) => type.trim().toLowerCase() !== 'add')) {
    return rejected('a change record that does not add an entry');
  }
  const [fault] = faults;
  if (fault !== undefined) return rejected(fault);
  const [userId, ...others] = values('uid');
  if (userId === undefined) return { kind: 'ignored', line };
  if (others.length > 0) return rejected('several uid: each name would have its own second factor');
  const user = { userId, ...contentOf(values, addressNames) };
  return JSON.stringify(user).includes(NOT_UTF8) ? rejected('not UTF-8') : { kind: 'user', line, user };
}

function contentOf(values: (name: string) => string[], addressNames: readonly string[]) {
  const taken = [...addressNames, 'displayName'].flatMap((name) =>
    values(name)
      .slice(0, 1)
      .map((value) => [name, value] as const),
  );
  const own = values(OWN_LDIF.attribute).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return {
    groups: values(OWN_LDIF.group),
    language: values('preferredLanguage').join(',') || undefined,
    attributes: Object.fromEntries([...taken, ...own]),
    verified: values(OWN_LDIF.verified),
    passwords: values('userPassword').filter((value) => value !== ''),
  };
}

/** `name: text` or `name:: base64`, or why it is neither. A URL (`:<`) is never fetched. */
function readField(text: string, wanted: ReadonlyMap<string, string>): Field | string {
  const name = wanted.get(attributeOfLine(text) ?? '');
  // Change records have lines of a hyphen alone; their own fault is named.
  if (name === undefined) return 'not LDIF: a line without a name and a colon';
  const [, kind = '', value = ''] = /:([:<]?) *(.*)$/s.exec(text) ?? [];
  if (kind === '<') return `${name}: a value in another file, which is not fetched`;
  if (kind === '') return { name, value };
  if (!/^[A-Za-z0-9+/]*={0,2} *$/.test(value)) return `${name}: not base64`;
  return { name, value: Buffer.from(value, 'base64').toString('utf8') };
}
