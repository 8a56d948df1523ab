import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NOT_OURS =
  /^((bench\/peer\/)?node_modules|cdk\.out|coverage|reports|\.git|\.stryker-tmp|\.local-data|\.doc-blocks-\w+)(\/|$)/;

/** Every file of the project by its path from the root; what tools install or leave behind is not the project's. */
export function projectFiles(): string[] {
  const found = globSync('**/*', {
    cwd: ROOT,
    withFileTypes: true,
    exclude: ({ parentPath, name }) => NOT_OURS.test(relative(ROOT, join(parentPath, name))),
  });
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
    .toSorted();
}

export function read(file: string): string {
  return readFileSync(ROOT + file, 'utf8');
}

export interface Import {
  readonly file: string;
  /** A path from the root for a file of the project, the specifier as it stands for a package. */
  readonly target: string;
  /** Gone at run time. */
  readonly typeOnly: boolean;
}

/** Static imports, re-exports and `import()` of a literal. Biome keeps type imports apart (`useImportType`). */
const STATIC = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*['`]([^'`$]+)/g;

export function importsOf(file: string): Import[] {
  const source = read(file);
  const named = [...source.matchAll(STATIC)].map(([, type, specifier = '']) => ({ specifier, typeOnly: !!type }));
  const loaded = [...source.matchAll(DYNAMIC)].map(([, specifier = '']) => ({ specifier, typeOnly: false }));
  return [...named, ...loaded].map(({ specifier, typeOnly }) => ({
    file,
    target: specifier.startsWith('.') ? posix.join(dirname(file), specifier) : specifier,
    typeOnly,
  }));
}

/** The source without its comments, for checks of what the code says. Strings keep what they have. */
export function codeOf(file: string): string {
  return read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}
