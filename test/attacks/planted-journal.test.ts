/**
 * In a folder that several users write to, the attacker puts something beside a file that an operator is going to import:
 * a link where the journal or the list of rejected lines will be written, so that a file elsewhere is overwritten, or a
 * journal that says that all is done, so that nobody is imported and the command says so as if it were well.
 */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { importUsers } from '../../bin/users/import-file.ts';
import { openJournal } from '../../bin/users/journal.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import { runCli } from '../cli/run-cli.ts';
import { type OtpClient, startClient } from '../http/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'sekisho-shared-'));
const precious = join(folder, 'precious');
let client: OtpClient;
let turn = 0;
let file: string;
beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => {
  await client.service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  file = join(folder, `users-${++turn}.csv`);
  writeFileSync(file, 'userId\nmade.one\nno:name\n');
  writeFileSync(precious, 'precious');
});

const run = () => runCli(['users', 'import', file, '--local'], { port: new URL(client.service.url).port });

it('a link at the place of the new journal is replaced, and what it leads to is not written', async () => {
  symlinkSync(precious, `${file}.progress.new`);
  const journal = openJournal(`${file}.progress`, 'identity');
  journal.mark(7);
  expect(readFileSync(precious, 'utf8')).toBe('precious');
  expect(lstatSync(`${file}.progress`).isFile()).toBe(true);
  expect(statSync(`${file}.progress`).mode & 0o777).toBe(0o600);
  expect(openJournal(`${file}.progress`, 'identity').done).toBe(7);
});

it('a link at the place of the journal ends the import, loudly', async () => {
  symlinkSync(precious, `${file}.progress`);
  const { exitCode, stdout, stderr } = await run();
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${file}.progress is not a file that this user alone writes`);
});

it('a link at the place of the rejected lines goes, and what it leads to is not written', async () => {
  symlinkSync(precious, `${file}.rejected`);
  expect((await run()).exitCode).toBe(1);
  expect(readFileSync(precious, 'utf8')).toBe('precious');
  expect(lstatSync(`${file}.rejected`).isFile()).toBe(true);
});

/** As the command writes it: whoever can list the folder knows all of this. */
function planted(done: number): string {
  const { size, mtimeMs } = statSync(file);
  return JSON.stringify({ identity: JSON.stringify([file, size, mtimeMs, 'sekisho', 'DefaultDomain']), done });
}

it('a journal that others may write is refused, loudly', async () => {
  writeFileSync(`${file}.progress`, planted(2), { mode: 0o666 });
  // The mask of this process took the right away that a shared folder gives.
  const { chmodSync } = await import('node:fs');
  chmodSync(`${file}.progress`, 0o666);
  const { exitCode, stdout, stderr } = await run();
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('is not a file that this user alone writes');
  expect(existsSync(`${file}.rejected`)).toBe(false);
});

it('a journal that speaks of more records than there are ends the import, loudly', async () => {
  writeFileSync(`${file}.progress`, planted(1_000_000_000), { mode: 0o600 });
  const { exitCode, stdout, stderr } = await run();
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('speaks of more records than there are');
  const nobody = { directory: { find: async () => undefined, put: async () => expect.unreachable() } };
  const deps = { passwords: { hash: async () => expect.unreachable() }, commonPasswords: new Set<string>() };
  const options = { domain: 'D', skip: 1, dryRun: false, onBatch: () => 'go on' as const };
  const none = (async function* () {})();
  await expect(
    importUsers({ ...nobody, ...deps, settings: resolveSettings({}), clock: Date.now }, none, options),
  ).rejects.toThrow('speaks of more records');
});
