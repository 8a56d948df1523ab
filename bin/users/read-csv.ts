import type { Readable } from 'node:stream';
import { type AddressNames, type Column, columnsOf } from './columns.ts';
import { csvRecords } from './csv-records.ts';
import { inertAsWritten } from './inert-cell.ts';
import { NOT_UTF8, type RawRecord, type RawUser } from './raw-user.ts';

/** Several values in one field; it is allowed in no name of a group or an attribute. */
export const LIST_SEPARATOR = '|';

/**
 * Reads CSV (RFC 4180, UTF-8, a header line) record by record; a broken record is rejected and the next line read.
 *
 * @throws {CommandError} for a header that cannot be that of users.
 */
export async function* readCsv(file: Readable, addressNames: AddressNames): AsyncGenerator<RawRecord> {
  let columns: readonly Column[] | undefined;
  for await (const found of csvRecords(file)) {
    const { line } = found;
    if (columns === undefined) columns = columnsOf(found.kind === 'record' ? found.values : [], addressNames);
    else if (found.kind === 'broken') yield { kind: 'rejected', line, reason: found.reason };
    // What a spreadsheet leaves of rows that were emptied.
    else if (found.values.some((value) => value.trim() !== '')) {
      const user = readRow(columns, found.values);
      yield typeof user === 'string' ? { kind: 'rejected', line, reason: user } : { kind: 'user', line, user };
    }
  }
}

/** The user, or why there is none. */
function readRow(columns: readonly Column[], values: readonly string[]): RawUser | string {
  if (values.length !== columns.length) return `not CSV: ${values.length} fields for ${columns.length} columns`;
  if (values.some((value) => value.includes(NOT_UTF8))) return 'not UTF-8';
  const fields = columns.map((column, at) => ({ ...column, value: values[at] ?? '' }));
  const own = (name: string): string =>
    fields.find((field) => field.kind === 'own' && field.name === name)?.value ?? '';
  const password = own('password');
  return {
    userId: inertAsWritten(own('userId')),
    groups: listOf(own('groups')),
    language: own('language').trim() || undefined,
    attributes: Object.fromEntries(
      fields.flatMap(({ kind, name, value }) =>
        kind === 'attribute' && value !== '' ? [[name, inertAsWritten(value)]] : [],
      ),
    ),
    verified: listOf(own('verified')),
    passwords: password === '' ? [] : [password],
  };
}

function listOf(text: string): string[] {
  return inertAsWritten(text)
    .split(LIST_SEPARATOR)
    .flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}
