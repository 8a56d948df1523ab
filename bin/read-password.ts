import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Secret } from '../functions/core/secrets/secret.ts';
import { CommandError } from './command.ts';

/**
 * One for each name, in their order. A password never comes as an argument: those stand in the history of the shell and in
 * the list of processes. For programs, `sekisho … < file`, with a password in each line.
 */
export async function readPasswords(names: readonly string[]): Promise<readonly Secret<string>[]> {
  if (!process.stdin.isTTY) {
    const lines = await linesOfInput();
    return names.map((_name, at) => new Secret(lines[at] ?? ''));
  }
  const passwords: Secret<string>[] = [];
  for (const name of names)
    passwords.push(await typedTwice(names.length === 1 ? 'Password: ' : `Password of ${name}: `));
  return passwords;
}

async function typedTwice(question: string): Promise<Secret<string>> {
  const password = await ask(question);
  if ((await ask('Again: ')) !== password) throw new CommandError('The two passwords differ; nothing was done.');
  return new Secret(password);
}

/** The line ends belong to no password. */
async function linesOfInput(): Promise<readonly string[]> {
  let text = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(process.stdin, 'end');
  return text.split(/\r?\n/);
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
