import { describe, expect, it } from 'vitest';
import { codeOf, type Import, importsOf, projectFiles, read } from './source-files.ts';

/**
 * Which way arrows may point (design: folders). Each layer lists everything that its files may import; what is not
 * listed is a violation, so a new dependency has to be written down here before it is used.
 */
interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly mayImport: readonly RegExp[];
  /** What only a type may come from. */
  readonly mayImportTypes?: readonly RegExp[];
}

const LAYERS: readonly Layer[] = [
  {
    name: 'the core',
    files: /^functions\/core\//,
    // Pure libraries alone: they compute, and touch neither the network nor the clock.
    mayImport: [
      /^functions\/core\//,
      /^node:(crypto|util)$/,
      /^@otplib\//,
      /^@scure\/base$/,
      /^libphonenumber-js\//,
      /^qrcode$/,
    ],
  },
  {
    name: 'an adapter',
    files: /^functions\/adapters\//,
    mayImport: [
      /^functions\/(core|adapters)\//,
      /^@aws-sdk\//,
      /^(@zxcvbn-ts\/language-common|jose|ldapts|zod)$/,
      /^node:/,
    ],
    mayImportTypes: [/^functions\/http\/log\.ts$/],
  },
  {
    name: 'the HTTP layer',
    files: /^functions\/http\//,
    mayImport: [/^functions\/(core|http)\//, /^@middy\//, /^zod$/, /^node:/],
    mayImportTypes: [/^aws-lambda$/],
  },
  {
    name: 'a contract',
    files: /^functions\/[^/]+\/[^/]+\/([\w-]+-)?contract\.ts$/,
    mayImport: [
      /^functions\/core\//,
      /^functions\/http\/(endpoint|fields)\.ts$/,
      /^functions\/[^/]+\/[^/]+\/([\w-]+-)?contract\.ts$/,
      /^zod$/,
    ],
  },
  {
    name: 'a handler',
    files: /^functions\/(?!core|http|adapters|wiring)[^/]+\/[^/]+\/[\w-]*handler\.ts$/,
    mayImport: [/^functions\/(?!adapters|wiring)/, /^(zod|hono\/html|node:crypto|node:path)$/],
    mayImportTypes: [/^functions\/adapters\//, /^aws-lambda$/],
  },
  {
    name: 'the entry of a function',
    files: /^functions\/[^/]+\/[^/]+\/index\.ts$/,
    mayImport: [/^functions\//, /^docs\/openapi\.json$/, /^node:/],
    mayImportTypes: [/^aws-lambda$/],
  },
  {
    name: 'the wiring',
    files: /^functions\/wiring\//,
    mayImport: [/^functions\/(adapters|core|http|wiring)\//, /^node:crypto$/],
  },
  {
    name: 'an environment schema',
    files: /^functions\/[^/]+\/[^/]+\/env\.ts$/,
    mayImport: [/^functions\/environment\.ts$/, /^zod$/],
  },
];

function violations(layer: Layer): string[] {
  const isAllowed = ({ target, typeOnly }: Import): boolean =>
    layer.mayImport.some((pattern) => pattern.test(target)) ||
    (typeOnly && (layer.mayImportTypes ?? []).some((pattern) => pattern.test(target)));
  return projectFiles()
    .filter((file) => layer.files.test(file) && file.endsWith('.ts'))
    .flatMap(importsOf)
    .filter((found) => !isAllowed(found))
    .map(({ file, target }) => `${file} imports ${target}`);
}

function importers(files: RegExp, target: RegExp, types: 'with types' | 'values only'): string[] {
  return projectFiles()
    .filter((file) => files.test(file) && file.endsWith('.ts'))
    .flatMap(importsOf)
    .filter((found) => target.test(found.target) && (types === 'with types' || !found.typeOnly))
    .map(({ file, target: imported }) => `${file} imports ${imported}`);
}

describe('the directions of imports', () => {
  it.each(LAYERS)('lets $name import only what is below it', (layer) => {
    expect(violations(layer)).toEqual([]);
  });

  it('keeps the clients of outside systems out of handlers, apart from their types', () => {
    expect(
      importers(
        /^functions\/(?!core|http|adapters|wiring)[^/]+\/[^/]+\/[\w-]*handler\.ts$/,
        /^functions\/(adapters|wiring)\/|^@aws-sdk\//,
        'values only',
      ),
    ).toEqual([]);
  });

  it('knows middy in the HTTP layer alone', () => {
    expect(importers(/^(functions\/(?!http\/)|lib\/|local\/|bin\/)/, /^@middy\//, 'with types')).toEqual([]);
  });

  it('gives the infrastructure the environments, the contracts, the metrics and the list of functions, no other runtime code', () => {
    const allowed =
      /^functions\/(environment|deployed-functions|http\/(endpoint|metric-names)|[^/]+\/[^/]+\/(env|([\w-]+-)?contract))\.ts$|^(?!functions\/)/;
    const found = importers(/^lib\//, /^functions\//, 'with types').filter(
      (line) => !allowed.test(line.replace(/^.* imports /, '')),
    );
    expect(found).toEqual([]);
  });

  it('lets the tests of the wire see nothing of the embedded AWS, because another program may answer', () => {
    const found = importers(
      /^test\/wire\//,
      /^local\/aws\/|^local\/local-service\.ts$|^test\/(http|local)\//,
      'with types',
    );
    expect(found).toEqual(['test/wire/any-aws.ts imports local/aws/index.ts']);
  });

  it('lets nothing that is deployed import tests, the local run or the infrastructure', () => {
    expect(importers(/^(functions|lib)\//, /^(test|bench|local|bin)\//, 'with types')).toEqual([]);
    expect(importers(/^functions\//, /^lib\//, 'with types')).toEqual([]);
  });

  it('sees imports of every form', () => {
    const own = importsOf('test/architecture/imports.test.ts');
    expect(own).toContainEqual({
      file: 'test/architecture/imports.test.ts',
      target: 'test/architecture/source-files.ts',
      typeOnly: false,
    });
    const gateway = importsOf('local/gateway.ts');
    expect(gateway).toContainEqual({ file: 'local/gateway.ts', target: 'aws-lambda', typeOnly: true });
  });
});

it('zod is imported whole as `* as z`: the named `z` cannot be shaken and adds some 370 KB to each bundle', () => {
  const named = projectFiles().filter(
    (file) => /^functions\/.*\.ts$/.test(file) && /import (type )?\{[^}]*\bz\b[^}]*\} from 'zod'/.test(read(file)),
  );
  expect(named).toEqual([]);
});

describe('what is exported', () => {
  const sources = projectFiles().filter((file) => /\.(ts|mjs)$/.test(file));
  const wordsOf = new Map(sources.map((file) => [file, new Set(codeOf(file).match(/\w+/g))]));
  const exported = sources.flatMap((file) =>
    [...codeOf(file).matchAll(/^export (?:async )?(?:const|function\*?|class|type|interface) (\w+)/gm)].map(
      ([, name = '']) => ({ file, name }),
    ),
  );

  it('is used by another file', () => {
    expect(exported.length).toBeGreaterThan(500);
    const alone = exported.filter(
      ({ file, name }) => !sources.some((other) => other !== file && wordsOf.get(other)?.has(name)),
    );
    expect(alone).toEqual([]);
  });
});
