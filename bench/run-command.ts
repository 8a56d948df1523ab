import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Ran<Progress> {
  readonly seconds: number;
  readonly exitCode: number | null;
  /** How far it was, and its resident memory in megabytes then. */
  readonly samples: readonly (readonly [done: Progress, megabytes: number])[];
}

/**
 * Runs `sekisho` as an operator does, against the local service at this port, and looks at its memory while it runs. Where
 * `done` throws, nothing is noted: it has not begun, or it has ended.
 */
export async function runCommand<Progress>(
  args: readonly string[],
  { port, everyMs, done }: { readonly port: string; readonly everyMs: number; readonly done: () => Progress },
): Promise<Ran<Progress>> {
  const cli = fileURLToPath(new URL('../bin/cli.mjs', import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...args, '--local'], {
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const samples: [Progress, number][] = [];
  const timer = setInterval(() => {
    try {
      const progress = done();
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      samples.push([progress, Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)]);
    } catch {
      // Before the first batch, or after the end.
    }
  }, everyMs);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  return { seconds: (performance.now() - started) / 1000, exitCode, samples };
}
