import { isNewUserName, USER_NAME_EXPECTED } from '../../functions/core/directory/user-name.ts';
import type { PasswordVerifier } from '../../functions/core/passwords/authenticate.ts';
import type { Directory, NewPassword } from '../../functions/core/ports/directory.ts';
import type { Settings } from '../../functions/core/settings/resolve.ts';
import { CommandError } from '../command.ts';
import { type CheckedUser, checkUser } from './check-user.ts';
import type { RawRecord } from './raw-user.ts';

/** Records in memory at a time; what is done is marked after each batch. */
const BATCH = 512;
/** Writes under way at a time. */
const PARALLEL = 32;

interface ImportDependencies {
  readonly directory: Pick<Directory, 'find' | 'put'>;
  readonly passwords: Pick<PasswordVerifier, 'hash'>;
  readonly settings: Settings;
  readonly commonPasswords: ReadonlySet<string>;
  readonly clock: () => number;
}

/** A line of the file and what is to be said of it. */
interface Remark {
  readonly line: number;
  readonly reason: string;
}

interface ImportOptions {
  readonly domain: string;
  /** Records that an earlier run has done. */
  readonly skip: number;
  readonly dryRun: boolean;
  /** After each batch; `done` counts records from the start of the file. Nothing more is begun when it says stop. */
  readonly onBatch: (batch: { readonly done: number } & BatchResult) => 'go on' | 'stop';
}

interface BatchResult {
  readonly users: number;
  readonly rejected: readonly Remark[];
  /** Of users who were taken, though not with all that the file says of them. */
  readonly notes: readonly Remark[];
  /** Entries that are no users. */
  readonly passedOver: number;
}

/**
 * Stores users batch by batch, each by one write, so there is never half a user. Whoever stands in the file twice is
 * what the last record says; a second run writes the same again.
 */
export async function importUsers(
  deps: ImportDependencies,
  records: AsyncIterable<RawRecord>,
  options: ImportOptions,
): Promise<void> {
  let done = 0;
  let batch: RawRecord[] = [];
  const flush = async (): Promise<'go on' | 'stop'> => {
    const result = await storeBatch(deps, batch, options);
    done += batch.length;
    batch = [];
    return options.onBatch({ done, ...result });
  };
  for await (const record of records) {
    if (done < options.skip) {
      done++;
      continue;
    }
    batch.push(record);
    if (batch.length >= BATCH && (await flush()) === 'stop') return;
  }
  if (done < options.skip) {
    throw new CommandError(
      'The journal FILE.progress speaks of more records than there are: remove it and run this again.',
    );
  }
  if (batch.length > 0) await flush();
}

async function storeBatch(
  deps: ImportDependencies,
  batch: readonly RawRecord[],
  { domain, dryRun }: ImportOptions,
): Promise<BatchResult> {
  const { users, ...result } = await checkBatch(deps, batch, domain);
  const waiting = [...users.values()];
  const worker = async (): Promise<void> => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
      await deps.directory.put({ domain, userId: user.userId }, user.profile, await newPassword(deps, user));
    }
  };
  if (!dryRun) await Promise.all(Array.from({ length: PARALLEL }, worker));
  return { users: users.size, ...result };
}

async function checkBatch(deps: ImportDependencies, batch: readonly RawRecord[], domain: string) {
  const rejected: Remark[] = [];
  const notes: Remark[] = [];
  const users = new Map<string, CheckedUser>();
  for (const record of batch) {
    if (record.kind === 'rejected') rejected.push(record);
    if (record.kind !== 'user') continue;
    const { line } = record;
    const checked = checkUser(record.user, deps.settings, deps.commonPasswords);
    if (checked.kind === 'invalid') rejected.push({ line, reason: checked.reason });
    else if (!(await mayHaveName(deps, domain, checked.user.userId, record.user.userId))) {
      rejected.push({ line, reason: `userId: ${USER_NAME_EXPECTED}` });
    } else {
      users.set(checked.user.userId, checked.user);
      if (checked.note !== undefined) notes.push({ line, reason: checked.note });
    }
  }
  return { users, rejected, notes, passedOver: batch.filter(({ kind }) => kind === 'ignored').length };
}

/** Whoever is in the directory keeps his name, by whatever rules it was given. */
async function mayHaveName(
  { directory }: ImportDependencies,
  domain: string,
  userId: string,
  typed: string,
): Promise<boolean> {
  return isNewUserName(typed) || (await directory.find({ domain, userId })) !== undefined;
}

async function newPassword(deps: ImportDependencies, { password }: CheckedUser): Promise<NewPassword | undefined> {
  if (password === undefined) return undefined;
  const hash = password.kind === 'hash' ? password.value : await deps.passwords.hash(password.value);
  return { hash, setAtMs: deps.clock() };
}
