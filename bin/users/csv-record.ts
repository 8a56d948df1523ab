/** What begins at a place of a CSV text. */
type CsvRecord =
  | { readonly kind: 'record'; readonly values: readonly string[]; readonly end: number }
  /** `faultAt` stands on the last line that belongs to the broken record. */
  | { readonly kind: 'broken'; readonly reason: string; readonly faultAt: number };

/** Without alternatives to go back to: a text that fits nowhere costs one look at each of its characters. */
const QUOTED = /"([^"]*(?:""[^"]*)*)"/y;
const PLAIN = /[^",\r\n]*/y;

/**
 * One record of RFC 4180 section 2, line breaks inside quotes included. `isWhole`: the text ends where the file does.
 *
 * A quote that nothing closes would take all lines up to the next quote with it. Such a record is broken where the quote
 * opens, so that reading goes on in the next line. A record that can be read is never opened to look for others in it:
 * whoever chooses a text of several lines would choose users.
 */
export function readCsvRecord(text: string, isWhole: boolean): CsvRecord {
  const values: string[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = text[at] === '"';
    const match = matchAt(isQuoted ? QUOTED : PLAIN, text, at);
    if (match === undefined) return { kind: 'broken', reason: 'a quote that is not closed', faultAt: at };
    const end = at + match[0].length;
    const next = text[end] ?? (isWhole ? '\n' : 'more');
    if (!/^[,\r\n]$/.test(next)) return brokenBefore(next, isQuoted, at, end);
    values.push(isQuoted ? (match[1] ?? '').replaceAll('""', '"') : match[0]);
    if (next !== ',') return { kind: 'record', values, end };
    at = end;
  }
}

function brokenBefore(next: string, isQuoted: boolean, at: number, end: number): CsvRecord {
  if (next === 'more') return { kind: 'broken', reason: 'longer than a user can be', faultAt: isQuoted ? at : end };
  // Of a long way to the closing quote nobody knows whether it is the right one.
  if (isQuoted) return { kind: 'broken', reason: 'a quote that is not closed before a comma', faultAt: at };
  return { kind: 'broken', reason: 'a quote inside of a field that does not begin with one', faultAt: end };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
