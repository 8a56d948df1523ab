/** The table of what once locked a person out: each row is prevented or cured, and a test that exists says so. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT, read } from '../architecture/source-files.ts';

const rowsOf = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line));
const testsOf = (row: string) => [...row.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, path]) => path ?? '');

describe('the fifteen pains', () => {
  it.each(['docs/lost-device.md', 'docs/lost-device.ja.md'])('stand in %s, each prevented or cured', (file) => {
    const rows = rowsOf(file);
    expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
    expect(rows.filter((row) => !/\| (P|C)[:：]/.test(row))).toEqual([]);
  });

  it.each(rowsOf('docs/lost-device.md'))('have a test that exists: %s', (row) => {
    expect(testsOf(row).length).toBeGreaterThan(0);
    expect(testsOf(row).filter((path) => !existsSync(ROOT + path))).toEqual([]);
  });

  it('have the same tests in both languages', () => {
    expect(rowsOf('docs/lost-device.ja.md').map(testsOf)).toEqual(rowsOf('docs/lost-device.md').map(testsOf));
  });
});
