import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** How far an import came, so that the same command goes on there. */
export interface Journal {
  /** Records that are done, from the first one on; 0 for a new import. */
  readonly done: number;
  mark(done: number): void;
  remove(): void;
}

/** Beside the imported file. `identity` says what was imported to where: another file or table begins anew. */
export function openJournal(path: string, identity: string): Journal {
  return {
    done: readDone(path, identity),
    mark(done) {
      // Written whole and then put in place: a journal that was cut off would be none.
      writeFileSync(`${path}.new`, JSON.stringify({ identity, done }), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function readDone(path: string, identity: string): number {
  if (!existsSync(path)) return 0;
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as { identity?: unknown; done?: unknown };
    return stored.identity === identity && Number.isInteger(stored.done) ? Number(stored.done) : 0;
  } catch {
    return 0;
  }
}
