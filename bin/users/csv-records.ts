import type { Readable } from 'node:stream';
import { readCsvRecord } from './csv-record.ts';
import { MAX_RECORD_CHARACTERS } from './raw-user.ts';

/** The record between two lines of a file, both included; the first line is 1. */
type CsvLines = { readonly line: number; readonly lastLine: number } & (
  | { readonly kind: 'record'; readonly values: readonly string[] }
  | { readonly kind: 'broken'; readonly reason: string }
);

/** What is read and not yet taken. */
interface Window {
  text: string;
  line: number;
  /** The rest of its first line belongs to a record that is broken. */
  isInBroken: boolean;
}

const LINE_END = /\r\n|\r|\n/g;

/** The records of a CSV file with their lines, a longest record of it in memory at a time. Empty lines are none. */
export async function* csvRecords(file: Readable): AsyncGenerator<CsvLines> {
  const window: Window = { text: '', line: 1, isInBroken: false };
  let isFirst = true;
  for await (const chunk of file.setEncoding('utf8') as AsyncIterable<string>) {
    window.text += isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
    yield* takeRecords(window, false);
  }
  yield* takeRecords(window, true);
}

function* takeRecords(window: Window, isWhole: boolean): Generator<CsvLines> {
  const { text } = window;
  // A line end of two characters must not be cut in two.
  const enough = isWhole ? 1 : MAX_RECORD_CHARACTERS + 2;
  let at = 0;
  while (text.length - at >= enough) {
    const { line } = window;
    if (window.isInBroken) at = leaveLine(window, at, isWhole);
    else {
      const ahead = text.slice(at, at + MAX_RECORD_CHARACTERS);
      const found = readCsvRecord(ahead, isWhole && at + ahead.length === text.length);
      const last = at + (found.kind === 'record' ? found.end : found.faultAt);
      window.line += text.slice(at, last).match(LINE_END)?.length ?? 0;
      const lines = { line, lastLine: window.line };
      at = leaveLine(window, last, isWhole);
      if (found.kind === 'broken') yield { kind: 'broken', reason: found.reason, ...lines };
      else if (found.end > 0) yield { kind: 'record', values: found.values, ...lines };
    }
  }
  window.text = text.slice(at);
}

/** Where the next line begins, or the end of what is there. */
function leaveLine(window: Window, from: number, isWhole: boolean): number {
  LINE_END.lastIndex = from;
  const found = LINE_END.exec(window.text);
  const isCut = found?.[0] === '\r' && LINE_END.lastIndex === window.text.length && !isWhole;
  window.isInBroken = found === null || isCut;
  if (found === null) return window.text.length;
  if (isCut) return found.index;
  window.line++;
  return LINE_END.lastIndex;
}
