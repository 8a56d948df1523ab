import type { Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { CommandError } from '../command.ts';
import { MAX_RECORD_CHARACTERS, NOT_UTF8, type RawRecord } from './raw-user.ts';

/** Columns with a meaning of their own; every other one is an attribute of that name. */
const OWN_COLUMNS: readonly string[] = ['userId', 'groups', 'language', 'verified', 'password'];

export function isOwnColumn(name: string): boolean {
  return OWN_COLUMNS.includes(name);
}

/** Several values in one field; it is allowed in no name of a group or an attribute. */
export const LIST_SEPARATOR = '|';

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: Info;
}

/** Reads CSV (RFC 4180, UTF-8, a header line) record by record; a broken record is rejected and the next one read. */
export async function* readCsv(file: Readable): AsyncGenerator<RawRecord> {
  const broken: RawRecord[] = [];
  const parser = parse({
    columns: checkHeader,
    bom: true,
    info: true,
    relax_column_count: false,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  parser.on('skip', (error: CsvError) => {
    broken.push({ kind: 'rejected', line: Number(error.lines ?? 0), reason: `not CSV: ${error.code}` });
  });
  file.on('error', (error) => parser.destroy(error));
  for await (const { record, info } of file.pipe(parser) as AsyncIterable<Row>) {
    yield* broken.splice(0);
    yield readRow(record, info.lines);
  }
  yield* broken.splice(0);
}

function checkHeader(names: readonly string[]): string[] {
  const trimmed = names.map((name) => name.trim());
  if (!trimmed.includes('userId')) throw new CommandError('The first line must name the columns, userId among them.');
  if (new Set(trimmed).size !== trimmed.length) throw new CommandError('The first line names a column twice.');
  return trimmed;
}

function readRow(record: Readonly<Record<string, string>>, line: number): RawRecord {
  if (Object.values(record).some((value) => value.includes(NOT_UTF8))) {
    return { kind: 'rejected', line, reason: 'not UTF-8' };
  }
  const attributes = Object.entries(record).filter(([name, value]) => !isOwnColumn(name) && value !== '');
  return {
    kind: 'user',
    line,
    user: {
      userId: record.userId ?? '',
      groups: listOf(record.groups),
      language: record.language || undefined,
      attributes: Object.fromEntries(attributes),
      verified: listOf(record.verified),
      password: record.password || undefined,
    },
  };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(LIST_SEPARATOR).flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}
