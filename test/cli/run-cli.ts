import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../architecture/source-files.ts';

interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const CLI = [process.execPath, `${ROOT}bin/cli.mjs`] as const;

/** `sekisho …` against the service that listens on `port`, with `input` as its standard input. */
export async function runCli(
  args: readonly string[],
  { port, input = '', env = {} }: { port?: string; input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  const [program, script] = CLI;
  const child = start(program, [script, ...args], { ...(port === undefined ? {} : { PORT: port }), ...env });
  child.stdin.end(input);
  return collect(child, () => undefined);
}

/** The same on a terminal, where each answer is typed when its question is there. What is shown is `stdout`. */
export async function runCliOnTerminal(
  args: readonly string[],
  port: string,
  answers: readonly (readonly [question: string, typed: string])[],
): Promise<CliResult> {
  const command = [...CLI, ...args].map((word) => `'${word}'`).join(' ');
  const child = start('script', ['--quiet', '--return', '--command', command, '/dev/null'], { PORT: port });
  const waiting = [...answers];
  return collect(child, (shown) => {
    const [next] = waiting;
    if (next === undefined || !shown.endsWith(next[0])) return;
    waiting.shift();
    child.stdin.write(`${next[1]}\r`);
  });
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  // The variables of the service in this process must not help: the command has to find them by itself.
  const ours = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'KEY_ARN', 'TABLE_NAME', 'DEFAULT_DOMAIN'];
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)));
  return spawn(program, args, { cwd: ROOT, env: { ...inherited, ...env } });
}

async function collect(child: ChildProcessWithoutNullStreams, onOutput: (shown: string) => void): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput(stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}
