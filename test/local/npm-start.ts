import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../architecture/source-files.ts';

/** `npm start` as a person runs it, in a process group of its own so that Ctrl-C can be pressed on it. */
export interface NpmStart {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  /** Ctrl-C: SIGINT for the whole process group, as a terminal sends it. @returns milliseconds until all had ended. */
  interrupt(): Promise<number>;
  /** SIGKILL: nothing of it runs on. */
  kill(): Promise<void>;
}

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

interface Running {
  readonly child: ChildProcess;
  output(): string;
}

/** Long enough for a loaded machine; nothing is asserted about it. */
const START_LIMIT_MS = 45_000;

function run(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const { AWS_ENDPOINT_URL: _endpoint, KEY_ARN: _key, ...inherited } = process.env;
  // `--silent` drops npm's own lines; the rest is what a person sees.
  const child = spawn('npm', ['--silent', 'start', ...(args.length > 0 ? ['--', ...args] : [])], {
    cwd: ROOT,
    env: { ...inherited, PORT: '0', ...env },
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

export async function npmStart(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<NpmStart> {
  const { child, output } = run(args, env);
  const closed = once(child, 'close');
  const deadline = performance.now() + START_LIMIT_MS;
  let url: string | undefined;
  while (url === undefined) {
    url = /^Sekisho is listening on (\S+)$/m.exec(output())?.[1];
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`it did not start:\n${output()}`);
    if (url === undefined) await new Promise((wake) => setTimeout(wake, 20));
  }
  return {
    url,
    output,
    async interrupt() {
      const pressedAt = performance.now();
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
      await closed;
      return performance.now() - pressedAt;
    },
    async kill() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await closed;
    },
  };
}

/** For starts that must fail: waits for the end. */
export async function npmStartToEnd(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { child, output } = run(args, env);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output: output() };
}
