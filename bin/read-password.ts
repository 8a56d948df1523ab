import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Secret } from '../functions/core/secrets/secret.ts';
import { CommandError } from './command.ts';

/** A password never comes as an argument: those stand in the history of the shell and in the list of processes. */
export async function readPassword(): Promise<Secret<string>> {
  if (!process.stdin.isTTY) return new Secret(await firstLine());
  const password = await ask('Password: ');
  if ((await ask('Again: ')) !== password) throw new CommandError('The two passwords differ; nothing was done.');
  return new Secret(password);
}

/** For programs: `sekisho … < file`. The line end does not belong to the password. */
async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(process.stdin, 'end');
  return text.split(/\r?\n/)[0] ?? '';
}

/** Asks on the terminal; what is typed is not shown. */
async function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const stopped = new AbortController();
  reader.once('SIGINT', () => stopped.abort());
  process.stderr.write(question);
  try {
    return await reader.question('', { signal: stopped.signal });
  } catch {
    throw new CommandError('Stopped; nothing was done.');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
