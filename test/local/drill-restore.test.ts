import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../architecture/source-files.ts';

const run = promisify(execFile);

it('the drill of a restore shows everything that docs/backup.md says comes back', async () => {
  const { AWS_ENDPOINT_URL: _endpoint, KEY_ARN: _key, ...env } = process.env;
  const { stdout } = await run(process.execPath, ['bin/drill/restore.ts'], { cwd: ROOT, env, timeout: 100_000 });
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toMatch(/^Backup: \d+ items\.$/);
  expect(lines.slice(1).map((line) => line.slice('came back    '.length))).toEqual([
    'a user who was deleted',
    'settings as they were',
    'a password that was changed',
    'a PIN that was used, as good as new',
  ]);
  for (const line of lines.slice(1)) expect(line).toMatch(/^came back /);
});
