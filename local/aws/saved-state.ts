/** Small JSON state of one service: in memory, or a file that is replaced as a whole on every change. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface State<T> {
  readonly value: T;
  /** Call after every change of `value`; when it returns, the change survives a crash of the process. */
  save(): void;
}

export type OpenState = <T>(name: string, initial: T) => State<T>;

/** @param folder - where the files go; without one nothing is written. */
export function stateOpener(folder: string | undefined): OpenState {
  return (name, initial) => {
    if (folder === undefined) return { value: initial, save: () => undefined };
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${name}.json`);
    const value = read(file) ?? initial;
    return { value: value as typeof initial, save: () => replace(file, JSON.stringify(value, undefined, 2)) };
  };
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the state in ${file}`, { cause: error });
  }
}

/** A rename is atomic, so a reader never finds half a file. 0600: the files hold key material. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}
