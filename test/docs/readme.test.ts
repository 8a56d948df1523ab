import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read } from '../architecture/source-files.ts';
import { type NpmStart, npmStart } from '../local/npm-start.ts';
import { describeWith } from '../programs.ts';
import { codeBlocks } from './markdown.ts';
import { runShown, shellBlocks, shownAnswer } from './shown-commands.ts';

const blocks = codeBlocks('README.md');
/** The page of settings goes on where the README ends: `$base` is its. */
const shell = [...shellBlocks('README.md'), ...shellBlocks('docs/settings.md')];

// oathtool, so that our code and the program that makes its codes cannot share a mistake.
describeWith(['curl', 'oathtool'], 'the commands of the README', () => {
  let service: NpmStart;
  let outputs: string[] = [];

  beforeAll(async () => {
    service = await npmStart();
    outputs = runShown(shell, service.url);
  });
  afterAll(() => service.interrupt());

  it('are there', () => {
    expect(shell.length).toBeGreaterThanOrEqual(5);
    expect(shell.filter((block) => shownAnswer(block) !== undefined).length).toBeGreaterThanOrEqual(3);
  });

  it('make no second key where one is confirmed, and one again after a reset', () => {
    const lines = (code: string) => ({ file: 'README.md', line: 0, language: 'sh', code });
    const first = shell.slice(0, 1);
    const key = lines('printf %s "$key"');
    const reset = lines(`curl -s -X POST ${service.url}/local/reset`);
    const [, before, , , after] = runShown([...first, key, reset, ...first, key], service.url);
    expect([before, after]).toEqual(['', expect.stringMatching(/^[A-Z2-7]{32}$/)]);
  });

  it.each(shell.map((block, number) => ({ ...block, number })))('answer what stands below line $line', ({ number }) => {
    const block = shell[number];
    const shown = block && shownAnswer(block);
    if (shown === undefined) expect(outputs[number]).not.toMatch(/"resultCode":"1"|"code":|"errorCode":/);
    else expect(JSON.parse(outputs[number] ?? '')).toEqual(JSON.parse(shown));
  });
});

it('the Japanese README has commands of the English one, letter for letter', () => {
  const english = blocks.map(({ code }) => code);
  const japanese = codeBlocks('README.ja.md').map(({ code }) => code);
  expect(japanese.length).toBeGreaterThanOrEqual(7);
  const lines = english.flatMap((code) => code.split('\n'));
  expect(japanese.flatMap((code) => code.split('\n')).filter((line) => !lines.includes(line))).toEqual([]);
});

describe('the commands of the README that need more than a running service', () => {
  const console = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ code }) => code.trim().split('\n'));
  /** Each with what runs it. */
  const known: Readonly<Record<string, string>> = {
    'npm ci && npm start': 'test/local/npm-start.test.ts, after .ci/run has installed',
    'npm ci && npm test': '.ci/run',
    'npx cdk bootstrap': "AWS's own; needs an account",
    'npx cdk deploy --all -c stage=dev': 'test/infra/app.test.ts synthesises what it would deploy',
    'npx sekisho admin create --user root --user deputy --table TABLE_NAME':
      'test/cli/bootstrap.test.ts, on the embedded AWS',
    'npx sekisho keys rotate --table TABLE_NAME --key SEAL_KEY_ARN': 'test/cli/bootstrap.test.ts, on the embedded AWS',
  };

  it.each(console)('have a place where they are run: %s', (command) => {
    expect(Object.keys(known)).toContain(command);
  });

  it('are run by .ci/run as far as they can be', () => {
    expect(read('.ci/run')).toMatch(/^npm ci$/m);
    expect(read('package.json')).toContain('"check": "npm run typecheck && npm run lint && npm test"');
  });
});
