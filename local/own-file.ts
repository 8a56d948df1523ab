import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_WRONLY } = constants;

/** A link, a file of somebody else, or one that others may write: whatever stands in it, we did not write it. */
export class NotOwnFileError extends Error {
  override readonly name = 'NotOwnFileError';

  constructor(path: string) {
    super(`${path} is not a file that this user alone writes: look at it and remove it.`);
  }
}

/** Undefined when there is none. @throws {NotOwnFileError} */
export function readOwnFile(path: string): string | undefined {
  return withOwn(path, O_RDONLY, (file) => readFileSync(file, 'utf8'));
}

/** Written whole and then put in place: a file that was cut off would be none. @throws {NotOwnFileError} */
export function replaceOwnFile(path: string, text: string): void {
  // A link that stands there goes itself, and never what it leads to.
  rmSync(`${path}.new`, { force: true });
  withOwn(`${path}.new`, O_WRONLY | O_CREAT | O_EXCL, (file) => writeSync(file, text));
  renameSync(`${path}.new`, path);
}

/** @throws {NotOwnFileError} */
export function appendOwnFile(path: string, text: string): void {
  withOwn(path, O_WRONLY | O_CREAT | O_APPEND, (file) => writeSync(file, text));
}

function withOwn<T>(path: string, flags: number, use: (file: number) => T): T | undefined {
  const file = openOwn(path, flags);
  if (file === undefined) return undefined;
  try {
    const { uid, mode } = fstatSync(file);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    if (!isOwn || !fstatSync(file).isFile()) throw new NotOwnFileError(path);
    return use(file);
  } finally {
    closeSync(file);
  }
}

function openOwn(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags | O_NOFOLLOW, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && flags === O_RDONLY) return undefined;
    if (code === 'ELOOP' || code === 'EEXIST' || code === 'EACCES') throw new NotOwnFileError(path);
    throw error;
  }
}
