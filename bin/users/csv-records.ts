import type { Readable } from 'node:stream';
import { readCsvRecord } from './csv-record.ts';
import { MAX_RECORD_CHARACTERS } from './raw-user.ts';

/** A record and the line of the file where it begins; the first one is 1. */
type CsvLine = { readonly line: number } & (
  | { readonly kind: 'record'; readonly values: readonly string[] }
  | { readonly kind: 'broken'; readonly reason: string }
);

/** What is read and not yet taken. */
interface Window {
  text: string;
  line: number;
  /** The rest of its first line belongs to a record that is broken. */
  isInBroken: boolean;
  /** The file ends here. */
  isWhole: boolean;
}

/** So far two ways to read the same lines are followed until they agree. */
const MAX_DOUBT_CHARACTERS = 3 * MAX_RECORD_CHARACTERS;
/** There is so much ahead that no record, no doubt and no line end of two characters is cut in two. */
const AHEAD = MAX_DOUBT_CHARACTERS + 2 * MAX_RECORD_CHARACTERS;

const LINE_END = /\r\n|\r|\n/g;

/** The records of a CSV file, a few longest ones of it in memory at a time. Empty lines are none. */
export async function* csvRecords(file: Readable): AsyncGenerator<CsvLine> {
  const window: Window = { text: '', line: 1, isInBroken: false, isWhole: false };
  let isFirst = true;
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    window.text += isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
    yield* takeRecords(window);
  }
  window.isWhole = true;
  yield* takeRecords(window);
}

function* takeRecords(window: Window): Generator<CsvLine> {
  const { text } = window;
  let at = 0;
  while (window.isWhole ? at < text.length : text.length - at > AHEAD) {
    const { line } = window;
    const found = window.isInBroken ? ({ kind: 'nothing', next: lineAfter(window, at) } as const) : readAt(window, at);
    // The half of a line end stays for what is read next.
    const next = found.next ?? text.length - (text.endsWith('\r') ? 1 : 0);
    window.isInBroken = found.next === undefined;
    window.line += lineEnds(text.slice(at, next));
    at = next;
    if (found.kind !== 'nothing') yield { ...found, line };
  }
  window.text = text.slice(at);
}

/** `next` is where the next line begins; undefined when that is not read yet. */
type Found = { readonly next: number | undefined } & (
  | { readonly kind: 'record'; readonly values: readonly string[] }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'nothing' }
);

function readAt(window: Window, at: number): Found {
  const record = recordAt(window, at);
  const [ofOneLine, next] = [lineAfter(window, at), lineAfter(window, at + record.end)];
  if (ofOneLine !== next) {
    const agreed = agreedLine(window, ofOneLine, next, at + MAX_DOUBT_CHARACTERS);
    const more = lineEnds(window.text.slice(at, agreed).replace(/(\r\n|\r|\n)$/, ''));
    return { kind: 'broken', reason: `a field of several lines, with the ${more} after this one`, next: agreed };
  }
  if (record.kind === 'broken') return { kind: 'broken', reason: `not CSV: ${record.reason}`, next };
  return record.end === 0 ? { kind: 'nothing', next } : { kind: 'record', values: record.values, next };
}

function lineEnds(text: string): number {
  return text.match(LINE_END)?.length ?? 0;
}

/**
 * Nothing of a user has several lines. Either somebody wrote a text of several lines, which must not be opened: whoever
 * chose it would choose users. Or a quote is missing further up, and what looks like lines outside of quotes is such a
 * text. So both ways are followed, and reading goes on in the first line that is outside of quotes for both.
 */
function agreedLine(window: Window, one: number | undefined, other: number | undefined, limit: number) {
  let [behind, ahead] = [one, other];
  while (behind !== undefined && ahead !== undefined && behind !== ahead && ahead < limit) {
    const next = lineAfter(window, behind + recordAt(window, behind).end);
    [behind, ahead] = next !== undefined && next < ahead ? [next, ahead] : [ahead, next];
  }
  return behind === undefined ? undefined : ahead;
}

function recordAt({ text, isWhole }: Window, at: number) {
  const ahead = text.slice(at, at + MAX_RECORD_CHARACTERS);
  return readCsvRecord(ahead, isWhole && at + ahead.length === text.length);
}

/** Where the line after this one begins, or the end of the file; undefined when neither is read yet. */
function lineAfter({ text, isWhole }: Window, from: number): number | undefined {
  LINE_END.lastIndex = from;
  const found = LINE_END.exec(text);
  if (found !== null && (isWhole || LINE_END.lastIndex < text.length)) return LINE_END.lastIndex;
  return isWhole ? text.length : undefined;
}
