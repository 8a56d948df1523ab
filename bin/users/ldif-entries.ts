import type { Readable } from 'node:stream';
import { MAX_RECORD_CHARACTERS } from './raw-user.ts';

/** The lines of an entry that were asked for, unfolded, from the line on where it begins. */
export interface LdifEntry {
  readonly line: number;
  readonly lines: readonly string[];
  readonly isTooLong: boolean;
}

/** The name before the options and the colon (RFC 2849); undefined for a line that has none. */
export function attributeOfLine(text: string): string | undefined {
  return /^([^:;]+)(?:;[^:]*)?:/.exec(text)?.[1]?.trim().toLowerCase();
}

/** An entry as far as it is read. */
interface Draft {
  readonly line: number;
  readonly lines: string[];
  size: number;
  /** There is a line that a folded one may go on. */
  hasLines: boolean;
  /** There is more than comments and the version of the format. */
  isBegun: boolean;
  hasName: boolean;
  /** Whether the line that may go on, folded, is one of `lines`. */
  isKept: boolean;
}

/**
 * The entries of an LDIF file. Attributes that nobody wants are passed over as they come, photos of any size among them,
 * so that only what is wanted is held. An entry ends with an empty line, or where the `dn` of the next one stands.
 */
export async function* ldifEntries(file: Readable, isWanted: (name: string) => boolean): AsyncGenerator<LdifEntry> {
  let [draft, line] = [begin(1), 0];
  for await (const text of physicalLines(file)) {
    line++;
    const isOver = text === '' || (draft.hasName && attributeOfLine(text) === 'dn');
    if (isOver && draft.isBegun) yield finished(draft);
    if (isOver) draft = begin(text === '' ? line + 1 : line);
    if (text !== '') addLine(draft, text, isWanted);
  }
  if (draft.isBegun) yield finished(draft);
}

function begin(line: number): Draft {
  return { line, lines: [], size: 0, hasLines: false, isBegun: false, hasName: false, isKept: false };
}

function finished({ line, lines, size }: Draft): LdifEntry {
  return { line, lines, isTooLong: size > MAX_RECORD_CHARACTERS };
}

function addLine(draft: Draft, text: string, isWanted: (name: string) => boolean): void {
  if (text.startsWith(' ') && draft.hasLines) {
    if (draft.isKept) keep(draft, `${draft.lines.pop()}`, text.slice(1));
    return;
  }
  const name = attributeOfLine(text);
  draft.hasLines = true;
  draft.isKept = false;
  if (text.startsWith('#') || name === 'version') return;
  draft.isBegun = true;
  draft.hasName ||= name === 'dn';
  draft.isKept = name === undefined || isWanted(name);
  if (draft.isKept) keep(draft, '', text);
}

/** What is too long is counted and dropped. */
function keep(draft: Draft, before: string, text: string): void {
  draft.size += text.length;
  draft.lines.push(draft.size > MAX_RECORD_CHARACTERS ? before : before + text);
}

/** What an endless line may hold of memory: more than an entry can keep, so that it is seen to be too long. */
const MAX_LINE_CHARACTERS = MAX_RECORD_CHARACTERS + 1;

async function* physicalLines(file: Readable): AsyncGenerator<string> {
  let [rest, isFirst] = ['', true];
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk)).split(/\r\n|\n|\r(?!$)/);
    isFirst = false;
    const last = lines.pop() ?? '';
    yield* lines;
    // The half of a line end that stands at the end of a chunk stays.
    const isEndless = last.length > MAX_LINE_CHARACTERS;
    rest = isEndless ? `${last.slice(0, MAX_LINE_CHARACTERS)}${last.endsWith('\r') ? '\r' : ''}` : last;
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}
