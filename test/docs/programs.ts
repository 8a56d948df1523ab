import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';

/** What the commands print; they must succeed. */
export async function shell(code: string): Promise<string> {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`the commands ended with ${exitCode}: ${output}`);
  return output;
}

/** An example as a process of its own, listening. */
export async function startProgram(
  command: string,
  file: string,
  port: number,
  options: readonly string[] = [],
): Promise<ChildProcess> {
  const child = spawn(command, [...options, file], { cwd: dirname(file), stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`${file} ended: ${complaints}`);
    if (await isListening(port)) return child;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`${file} does not listen: ${complaints}`);
}

export async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** A Python that has what the example tells its reader to install; undefined when this machine has none. */
export function pythonWithJwt(): string | undefined {
  const has = (command: string): boolean => spawnSync(command, ['-c', 'import cryptography, jwt']).status === 0;
  return ['python3', '/usr/bin/python3'].find(has);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
