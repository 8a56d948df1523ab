import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of every file in a folder, by its name. Read once, when the function starts. */
export function readStaticFiles(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
