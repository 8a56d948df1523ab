import { rmSync } from 'node:fs';
import { readOwnFile, replaceOwnFile } from '../../local/own-file.ts';

/** How far an import came, so that the same command goes on there. */
export interface Journal {
  /** Records that are done, from the first one on; 0 for a new import. */
  readonly done: number;
  mark(done: number): void;
  remove(): void;
}

/**
 * Beside the imported file. `identity` says what was imported to where: another file or table begins anew.
 *
 * @throws {NotOwnFileError} for a journal that somebody else may have written: users would be passed over.
 */
export function openJournal(path: string, identity: string): Journal {
  return {
    done: readDone(path, identity),
    mark: (done) => replaceOwnFile(path, JSON.stringify({ identity, done })),
    remove: () => rmSync(path, { force: true }),
  };
}

function readDone(path: string, identity: string): number {
  const text = readOwnFile(path);
  if (text === undefined) return 0;
  try {
    const stored = JSON.parse(text) as { identity?: unknown; done?: unknown };
    return stored.identity === identity && Number.isInteger(stored.done) ? Number(stored.done) : 0;
  } catch {
    return 0;
  }
}
