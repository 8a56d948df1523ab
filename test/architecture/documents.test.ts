import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withTables } from '../../bin/docs/tables.ts';
import { ENDPOINTS } from '../../functions/deployed-functions.ts';
import { openapiDocument } from '../../functions/service/openapi/openapi-document.ts';
import { anchors, type CodeBlock, codeBlocks, documents, localLinks } from '../docs/markdown.ts';
import { ROOT, read } from './source-files.ts';

const run = promisify(execFile);
const blocks = documents().flatMap(codeBlocks);

function place({ file, line }: CodeBlock): string {
  return `${file}:${line}`;
}

describe('what is made from the code', () => {
  it('has an OpenAPI document as new as the contracts (npm run openapi)', () => {
    const now = openapiDocument(ENDPOINTS);
    expect(JSON.parse(read('docs/openapi.json'))).toEqual(JSON.parse(JSON.stringify(now)));
  });

  it.each(documents())('has tables as new as the code in %s (npm run docs)', (file) => {
    expect(read(file)).toBe(withTables(read(file)));
  });

  it('has the tables of settings and minor codes', () => {
    expect(read('docs/settings.md')).toContain('| `MaxAttempts` | `10` |');
    expect(read('docs/errors.md')).toContain('| `OTP_INVALID` | 422 |');
  });
});

describe('links of the documents', () => {
  it.each(documents())('lead to files and headings that exist, in %s', (file) => {
    const broken = localLinks(file).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : posix.join(dirname(file), decodeURIComponent(path));
      if (!existsSync(ROOT + target)) return true;
      return anchor !== undefined && !anchors(target).includes(decodeURIComponent(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('the threat model', () => {
  const rows = read('docs/threat-model.md')
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line));

  it('has guarantees, numbered in order', () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(rows.map((_row, place) => place + 1));
  });

  it.each(rows)('links a guarantee to tests that exist: %s', (row) => {
    const cell = row.split('|').at(-2) ?? '';
    const links = [...cell.matchAll(/\]\(\.\.\/([^)]+)\)([^[]*)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, file = '', after = ''] of links) {
      const quoted = [...after.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
      expect(quoted.filter((title) => !read(file).includes(`'${title}'`))).toEqual([]);
    }
  });
});

describe('the decisions', () => {
  const decisions = documents().filter((file) => file.startsWith('docs/adr/'));

  it('are numbered without gaps', () => {
    expect(decisions.map((file) => Number(basename(file).slice(0, 4)))).toEqual(
      decisions.map((_file, place) => place + 1),
    );
  });

  it.each(decisions)('say their number, their status and what follows: %s', (file) => {
    const number = basename(file).slice(0, 4);
    expect(read(file)).toMatch(new RegExp(`^# ${number}\\. .+\\n\\nStatus: (accepted|superseded by \\d{4})\\n`));
    for (const part of ['Context', 'Decision', 'Consequences']) expect(read(file)).toContain(`**${part}.**`);
  });
});

describe('code in the documents', () => {
  it('is of a kind that a test looks at', () => {
    // Programs and workflows are run by test/docs.
    const known = [
      '',
      'php',
      'java',
      'yaml',
      'sh',
      'bash',
      'console',
      'json',
      'ts',
      'js',
      'python',
      'text',
      'mermaid',
      'http',
      'html',
    ];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(place)).toEqual([]);
  });

  it('is JSON where it says so', () => {
    const broken = blocks.filter(({ language, code }) => language === 'json' && !isJson(code));
    expect(broken.map(place)).toEqual([]);
  });

  it('is shell where it says so', async () => {
    const broken: string[] = [];
    for (const block of blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language))) {
      await run('bash', ['-n', '-c', block.code]).catch(() => broken.push(place(block)));
    }
    expect(broken).toEqual([]);
  });

  it('is TypeScript that the compiler takes where it says so', async () => {
    expect(await compile(blocks.filter(({ language }) => language === 'ts'))).toEqual([]);
  });

  it('is refused by the compiler when it is wrong', async () => {
    const wrong = { file: 'wrong.md', line: 1, language: 'ts', code: 'const count: number = "many";\n' };
    expect(await compile([wrong])).toEqual([expect.stringContaining("'string' is not assignable to type 'number'")]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What the compiler says of each block, with the place where the block stands. Each is a module of its own. */
async function compile(snippets: readonly CodeBlock[]): Promise<string[]> {
  if (snippets.length === 0) return [];
  // Inside the project, so that a block can import what a file of the project can.
  const folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
  try {
    for (const [number, { code }] of snippets.entries()) {
      writeFileSync(join(folder, `block-${number}.ts`), `${code}\nexport {};\n`);
    }
    const config = { extends: '../tsconfig.json', compilerOptions: { noUnusedLocals: false }, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), [
      '--noEmit',
      '--pretty',
      'false',
      '-p',
      folder,
    ]).catch((error: { stdout: string }) => error);
    const complaints = stdout.split('\n').filter((line) => line.includes('error TS'));
    return complaints.map((line) =>
      line.replace(/^.*block-(\d+)\.ts/, (_all, number: string) => {
        const block = snippets[Number(number)];
        return block === undefined ? basename(folder) : place(block);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
