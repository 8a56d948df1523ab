import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, projectFiles, ROOT } from './source-files.ts';

/** What would tie the domain to a machine, a moment or a vendor: ports bring these from outside. */
const IMPURE: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['process', /\bprocess\s*\./],
  ['Date.now', /\bDate\.now\b/],
  ['a Date of this moment', /\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)/],
  ['performance.now', /\bperformance\s*\./],
  ['Math.random', /\bMath\.random\b/],
  ['random numbers of node:crypto', /\b(randomBytes|randomInt|randomUUID|randomFill|getRandomValues)\b/],
  ['console', /\bconsole\s*\./],
  ['timers', /\bset(Timeout|Interval|Immediate)\b/],
  ['fetch', /\bfetch\(/],
];

const coreFiles = projectFiles().filter((file) => /^functions\/core\/.*\.ts$/.test(file));

describe('the core', () => {
  it.each(IMPURE)('does not use %s', (_name, pattern) => {
    expect(coreFiles.length).toBeGreaterThan(20);
    expect(coreFiles.filter((file) => pattern.test(codeOf(file)))).toEqual([]);
  });

  it('recognises each of them', () => {
    const samples: Readonly<Record<string, string>> = {
      process: 'process.env.X',
      'Date.now': 'Date.now()',
      'a Date of this moment': 'new Date()',
      'performance.now': 'performance.now()',
      'Math.random': 'Math.random()',
      'random numbers of node:crypto': 'randomBytes(2)',
      console: 'console.log()',
      timers: 'setTimeout(f)',
      fetch: 'fetch(url)',
    };
    for (const [name, pattern] of IMPURE) expect(samples[name]).toMatch(pattern);
  });
});

it('a factor counts as proven only where verify judges a code, and where an approval is read that it judged', () => {
  const makers = projectFiles().filter(
    (file) => file.startsWith('functions/') && /\baccepted\(|as Accepted\b/.test(codeOf(file)),
  );
  expect(makers.toSorted()).toEqual([
    'functions/core/push/read-approval.ts',
    'functions/core/verify/accepted.ts',
    'functions/core/verify/verify.ts',
  ]);
});

describe('the core as one bundle', () => {
  let bundle = '';

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: coreFiles.map((file) => `export * as m${coreFiles.indexOf(file)} from './${file}';`).join('\n'),
        resolveDir: ROOT,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    bundle = outputFiles[0]?.text ?? '';
  });

  it.each(['@aws-sdk', '@smithy', '@middy', 'process.env', 'node:http', 'node:fs', 'node:net'])(
    'contains no %s, not even through a library',
    (word) => {
      expect(bundle.length).toBeGreaterThan(10_000);
      expect(bundle.includes(word)).toBe(false);
    },
  );
});
