import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conformanceDocument } from './conformance/report.ts';
import { withTables } from './docs/tables.ts';

/** `npm run docs` makes the marked tables of the documents anew; a test fails while one is older than the code. */
const root = fileURLToPath(new URL('../', import.meta.url));
for (const file of ['README.md', ...globSync('docs/**/*.md', { cwd: root })]) {
  const old = readFileSync(root + file, 'utf8');
  const now = withTables(old);
  if (now !== old) writeFileSync(root + file, now);
}
writeFileSync(`${root}docs/conformance.md`, conformanceDocument());
