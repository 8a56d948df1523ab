/** Runs what docs/ci.md and docs/limits-and-retries.md show, against `npm start`. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/source-files.ts';
import { type NpmStart, npmStart } from '../local/npm-start.ts';
import { describeWith } from '../programs.ts';
import { codeBlocks } from './markdown.ts';
import { freePort } from './programs.ts';
import { runShown, shellBlocks, shownAnswer } from './shown-commands.ts';

const sh = promisify(execFile);
const programOf = (file: string): string => codeBlocks(file).find(({ language }) => language === 'js')?.code ?? '';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWith(['curl'], 'the commands of the guides', () => {
  let service: NpmStart;
  beforeAll(async () => {
    service = await npmStart();
  });
  afterAll(() => service.interrupt());

  it.each([
    ['docs/ci.md', ['"aheadSeconds":900\n']],
    ['docs/limits-and-retries.md', ['1\n']],
  ])('do what %s says', (file, outputs) => {
    const blocks = shellBlocks(file);
    expect(runShown(blocks, service.url)).toEqual(outputs);
    const shown = blocks.map(shownAnswer).filter((answer) => answer !== undefined);
    for (const answer of shown) expect(outputs.join('')).toContain(answer.trim());
  });

  it('pass the test that docs/ci.md prints', async () => {
    const file = join(folder, 'second-factor.test.mjs');
    writeFileSync(file, programOf('docs/ci.md'));
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const { stdout } = await sh(process.execPath, ['--test', '--test-reporter=tap', file], {
      env: { ...env, SEKISHO: service.url },
    });
    expect(stdout).toMatch(/^# pass 3$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});

describeWith(['curl'], 'the workflow of docs/ci.md', () => {
  const [workflow] = codeBlocks('docs/ci.md').filter(({ language }) => language === 'yaml');
  const steps = [...(workflow?.code ?? '').matchAll(/^ {8}run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
    ([, lines, line]) => lines?.replace(/^ {10}/gm, '') ?? line ?? '',
  );

  it('has the steps that are run here', () => {
    expect(steps.map((step) => step.split(' ')[0])).toEqual(['npm', 'npm', 'curl', 'node', 'cat']);
  });

  it('starts Sekisho, waits for the ready line, registers the application and tests', async () => {
    const port = await freePort();
    const [, start = '', register = '', test = ''] = steps;
    writeFileSync(join(folder, 'second-factor.test.mjs'), programOf('docs/ci.md'));
    const script = [
      'trap "kill 0" EXIT',
      `cd '${ROOT}'`,
      start,
      `cd '${folder}'`,
      register.replace('3000', String(port)),
      test,
    ].join('\n');
    const { NODE_TEST_CONTEXT: _context, AWS_ENDPOINT_URL: _endpoint, KEY_ARN: _key, ...env } = process.env;
    const { stdout } = await sh('setsid', ['bash', '-e', '-o', 'pipefail', '-c', script], {
      env: { ...env, PORT: String(port), SEKISHO: `http://127.0.0.1:${port}`, RUNNER_TEMP: folder },
    }).catch((error: { stdout: string; signal?: string }) => error);
    expect(stdout).toContain('"audience":"DefaultDomain/shop"');
    expect(stdout).toMatch(/pass 3/);
    expect(stdout).toMatch(/fail 0/);
  }, 120_000);
});

describe('fetchAgain of docs/limits-and-retries.md', () => {
  let server: Server;
  let asked: number[] = [];
  let fetchAgain: (url: string, options?: RequestInit, tries?: number) => Promise<Response>;
  beforeAll(async () => {
    const file = join(folder, 'again.mjs');
    writeFileSync(file, programOf('docs/limits-and-retries.md'));
    ({ fetchAgain } = await import(file));
  });
  afterEach(() => {
    server.close();
    asked = [];
  });

  /** Answers with these one after the other, the last one for ever; 0 is a connection that breaks. */
  async function answering(statuses: readonly number[], headers: Record<string, string> = {}): Promise<string> {
    server = createServer((_request, response) => {
      const status = statuses[Math.min(asked.length, statuses.length - 1)] ?? 200;
      asked.push(status);
      if (status === 0) response.destroy();
      else response.writeHead(status, headers).end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  it.each([
    ['a 503 that says when', [503, 200], { 'retry-after': '0' }, 200, [503, 200]],
    ['a 429 that says when', [429, 429, 200], { 'retry-after': '0' }, 200, [429, 429, 200]],
    ['a connection that breaks', [0, 200], {}, 200, [0, 200]],
    ['a verdict', [422, 200], { 'retry-after': '0' }, 422, [422]],
    ['what does not pass', [503], { 'retry-after': '0' }, 503, [503, 503, 503]],
    ['a wait that is for the person', [429, 200], { 'retry-after': '60' }, 429, [429]],
  ])('meets %s as the page says', async (_what, statuses, headers, status, seen) => {
    expect((await fetchAgain(await answering(statuses, headers))).status).toBe(status);
    expect(asked).toEqual(seen);
  });
});
