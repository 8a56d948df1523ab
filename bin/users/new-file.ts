import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { CommandError } from '../command.ts';

/** A file that says something of people, so it must not be laid over one that somebody else may read. */
export async function openNewFile(path: string): Promise<Writable> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await once(file, 'open').catch(() => {
    throw new CommandError(`The file ${path} exists already, or cannot be written.`);
  });
  return file;
}
