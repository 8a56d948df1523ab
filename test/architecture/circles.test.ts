import { expect, it } from 'vitest';
import { importsOf, projectFiles } from './source-files.ts';

type Imports = ReadonlyMap<string, readonly string[]>;

/** Type imports count: they are gone at run time, but whoever reads one file must still read the other one first. */
function importsOfAll(files: readonly string[]): Imports {
  const known = new Set(files);
  return new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .map(({ target }) => target)
        .filter((target) => known.has(target)),
    ]),
  );
}

/** The first circle that is met from each file, as the path that comes back to its start. */
function circles(imports: Imports): string[] {
  const found = new Set<string>();
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const seenAt = path.indexOf(file);
    if (seenAt >= 0) found.add([...path.slice(seenAt), file].join(' -> '));
    if (seenAt >= 0 || finished.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return [...found];
}

it('no files import each other in a circle, types included', () => {
  const files = projectFiles().filter((file) => /\.(ts|mjs)$/.test(file));
  expect(files.length).toBeGreaterThan(500);
  expect(circles(importsOfAll(files))).toEqual([]);
});

it('a circle is seen, however long it is', () => {
  const imports: Imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ]);
  expect(circles(imports)).toEqual(['a -> b -> c -> a']);
});
