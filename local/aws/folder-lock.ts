/**
 * One embedded AWS for one data folder: two would overwrite each other's state files, and dynalite ends the process
 * with a word about a closed database when LevelDB finds its folder locked.
 */
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that this process holds; a file with our own process id that is not among them is from an earlier life. */
const held = new Set<string>();

/** @returns what gives the folder free. @throws if another running embedded AWS holds it. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(realpathSync(folder), 'lock');
  const owner = ownerOf(file);
  if (held.has(file) || (owner !== process.pid && isRunning(owner))) {
    throw new Error(`${folder} is in use by process ${owner}; if that is no embedded AWS, delete ${file}`);
  }
  rmSync(file, { force: true });
  // `wx`: of two that start at the same moment, one fails here.
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function ownerOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** Signal 0 only asks. EPERM means that it runs, as somebody else. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isDefunct(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * A killed process stays in the list until its parent looks, which in a container without an init may be never. Linux
 * says so by a Z after the name; elsewhere there is no such file and no such container.
 */
function isDefunct(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
