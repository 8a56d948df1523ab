/** What spreadsheets take for a formula, with the apostrophes of texts that looked like one before. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A cell that a spreadsheet shows as the text that it is (OWASP, CSV Injection): an apostrophe stands before it. */
export function inertCell(value: string): string {
  return FORMULA.test(value) ? `'${value}` : value;
}

/** The value that such a cell was written for. */
export function inertAsWritten(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
