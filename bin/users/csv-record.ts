/** What begins at a place of a CSV text. */
type CsvRecord =
  | { readonly kind: 'record'; readonly values: readonly string[]; readonly end: number }
  /** `end` stands on the last line that belongs to the broken record. */
  | { readonly kind: 'broken'; readonly reason: string; readonly end: number };

/** Without alternatives to go back to: a text that fits nowhere costs one look at each of its characters. */
const QUOTED = /[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*/y;
const PLAIN = /[^",\r\n]*/y;
const OPENS = /[ \t]*"/y;

/**
 * One record of RFC 4180 section 2, line breaks inside quotes included, also with blanks around the quotes. `isWhole`:
 * the text ends where the file does. A quote that nothing closes breaks the record where it opens: otherwise it would
 * take all lines up to the next quote with it.
 */
export function readCsvRecord(text: string, isWhole: boolean): CsvRecord {
  const values: string[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = matchAt(OPENS, text, at) !== undefined;
    const match = matchAt(isQuoted ? QUOTED : PLAIN, text, at);
    if (match === undefined) return { kind: 'broken', reason: 'a quote that is not closed', end: at };
    const end = at + match[0].length;
    const next = text[end] ?? (isWhole ? '\n' : 'more');
    if (!/^[,\r\n]$/.test(next)) return brokenBefore(next, isQuoted, at, end);
    values.push(isQuoted ? (match[1] ?? '').replaceAll('""', '"') : match[0]);
    if (next !== ',') return { kind: 'record', values, end };
    at = end;
  }
}

function brokenBefore(next: string, isQuoted: boolean, at: number, end: number): CsvRecord {
  if (next === 'more') return { kind: 'broken', reason: 'longer than a user can be', end: isQuoted ? at : end };
  // Of a long way to the closing quote nobody knows whether it is the right one.
  if (isQuoted) return { kind: 'broken', reason: 'a quote that is not closed before a comma', end: at };
  return { kind: 'broken', reason: 'a quote inside of a field that does not begin with one', end };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
