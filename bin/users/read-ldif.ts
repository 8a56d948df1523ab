import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { MAX_RECORD_CHARACTERS, NOT_UTF8, type RawRecord } from './raw-user.ts';

/** Ours, for what LDIF has no attribute for: `sekishoAttribute: name=value`. */
export const OWN_LDIF = { group: 'sekishoGroup', verified: 'sekishoVerified', attribute: 'sekishoAttribute' } as const;

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads LDIF content records (RFC 2849) one by one. Of each entry only the name, the addresses, the language and the
 * password are taken: directories hold much else, old TOTP secrets for one, that has no business here.
 */
export async function* readLdif(file: Readable, addressNames: readonly string[]): AsyncGenerator<RawRecord> {
  let entry: string[] = [];
  let [line, start, size] = [0, 1, 0];
  for await (const text of createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text === '') {
      if (entry.length > 0) yield readEntry(entry, start, size, addressNames);
      [entry, size, start] = [[], 0, line + 1];
      continue;
    }
    size += text.length;
    // What is too long is counted and dropped.
    if (size > MAX_RECORD_CHARACTERS) continue;
    const last = entry.at(-1);
    if (text.startsWith(' ') && last !== undefined) entry[entry.length - 1] = last + text.slice(1);
    else entry.push(text);
  }
  if (entry.length > 0) yield readEntry(entry, start, size, addressNames);
}

function readEntry(lines: readonly string[], line: number, size: number, addressNames: readonly string[]): RawRecord {
  const rejected = (reason: string): RawRecord => ({ kind: 'rejected', line, reason });
  if (size > MAX_RECORD_CHARACTERS) return rejected('longer than an entry of a user can be');
  const fields = lines.filter((text) => !text.startsWith('#') && !text.startsWith('version:')).map(readField);
  if (fields.length === 0) return { kind: 'ignored', line };
  if (fields.some((field) => field === undefined)) return rejected('not LDIF: a line without a name and a colon');
  const values = (name: string): string[] =>
    fields.flatMap((field) => (field?.name.toLowerCase() === name.toLowerCase() ? [field.value] : []));
  if (values('changetype').length > 0) return rejected('a change record; only entries can be imported');
  const [userId, ...others] = values('uid');
  if (userId === undefined) return { kind: 'ignored', line };
  if (others.length > 0) return rejected('several uid: each name would have its own second factor');
  const taken = [...addressNames, 'displayName'].flatMap((name) =>
    values(name)
      .slice(0, 1)
      .map((value) => [name, value]),
  );
  const own = values(OWN_LDIF.attribute).map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    pair.slice(pair.indexOf('=') + 1),
  ]);
  const user = {
    userId,
    groups: values(OWN_LDIF.group),
    language: values('preferredLanguage')[0]?.split(/[,;]/)[0]?.trim(),
    attributes: Object.fromEntries([...taken, ...own]) as Record<string, string>,
    verified: values(OWN_LDIF.verified),
    password: values('userPassword')[0],
  };
  return JSON.stringify(user).includes(NOT_UTF8) ? rejected('not UTF-8') : { kind: 'user', line, user };
}

/** `name: text` or `name:: base64`; a URL (`:<`) is never fetched, and options of a name (`;lang-ja`) are dropped. */
function readField(text: string): Field | undefined {
  const [, name = '', kind = '', rest = ''] = /^([A-Za-z][A-Za-z0-9-]*)(?:;[^:]*)?:([:<]?)\s*(.*)$/s.exec(text) ?? [];
  if (name === '' || kind === '<') return undefined;
  return { name, value: kind === ':' ? Buffer.from(rest, 'base64').toString('utf8') : rest };
}
