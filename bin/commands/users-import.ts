import { createReadStream, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { commonPasswords } from '../../functions/adapters/passwords/common-passwords.ts';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { boundedValues } from '../../functions/core/audit/record.ts';
import type { Settings } from '../../functions/core/settings/resolve.ts';
import { appendOwnFile } from '../../local/own-file.ts';
import { type Command, type CommandArguments, CommandError } from '../command.ts';
import { operatorAudit } from '../operator-audit.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { importUsers } from '../users/import-file.ts';
import { type Journal, openJournal } from '../users/journal.ts';
import { domainsOf, settingsOfOwnDomain } from '../users/open-domain.ts';
import { progressOn } from '../users/progress.ts';
import type { RawRecord } from '../users/raw-user.ts';
import { readCsv } from '../users/read-csv.ts';
import { readLdif } from '../users/read-ldif.ts';

/** Lines of the file that something is said of, and are also shown; all of them stand in the file beside the import. */
const SHOWN_REMARKS = 20;

interface Imported {
  readonly exitCode: number;
  readonly users: number;
  readonly rejected: number;
}

interface Source {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export const usersImport: Command = {
  summary: 'Make or replace the users that a CSV or LDIF file names; run it again to go on after an interruption',
  usage: `FILE.csv|FILE.ldif [--dry-run] ${TARGET_USAGE}`,
  positionals: { min: 1, max: 1 },
  options: { ...TARGET_OPTIONS, 'dry-run': { type: 'boolean' } },
  async run(args) {
    const source = sourceOf(args);
    const target = await openTarget(args);
    const settings = await settingsOfOwnDomain(target);
    if (args.values['dry-run'] === true) return (await runImport(source, target, settings, true)).exitCode;
    const event = { kind: 'users-imported', domain: target.domain } as const;
    const imported = await operatorAudit(target).around(
      event,
      () => runImport(source, target, settings, false),
      ({ users, rejected }) => ({ outcome: 'done', changed: boundedValues({ users, rejected }) }),
    );
    return imported.exitCode;
  },
};

function sourceOf({ positionals: [name = ''] }: CommandArguments): Source {
  if (!/\.(csv|ldif)$/i.test(name)) throw new CommandError('The file must be .csv or .ldif.');
  const path = resolve(name);
  try {
    const { size, mtimeMs } = statSync(path);
    return { path, sizeBytes: size, modifiedMs: mtimeMs };
  } catch {
    throw new CommandError(`The file ${name} cannot be read.`);
  }
}

async function runImport(source: Source, target: Target, settings: Settings, dryRun: boolean): Promise<Imported> {
  const { path, sizeBytes, modifiedMs } = source;
  const { table, domain } = target;
  const identity = JSON.stringify([path, sizeBytes, modifiedMs, table.name, domain]);
  const journal = dryRun ? undefined : openJournal(`${path}.progress`, identity);
  const skip = journal?.done ?? 0;
  const file = createReadStream(path);
  const report = startReport(source, file, journal);
  if (skip > 0) console.error(`Going on after record ${skip}.`);
  const directory = dynamodbDirectory(table, domainsOf(target));
  const deps = { directory, passwords: scryptPasswords, settings, commonPasswords: commonPasswords(), clock: Date.now };
  const options = { domain, skip, dryRun, onBatch: report.onBatch };
  await importUsers(deps, recordsOf(path, file, settings), options);
  return report.finish(dryRun);
}

function recordsOf(path: string, file: Readable, settings: Settings): AsyncIterable<RawRecord> {
  return /\.csv$/i.test(path) ? readCsv(file, settings) : readLdif(file, [settings.EmailField, settings.PhoneField]);
}

type Batch = Parameters<Parameters<typeof importUsers>[2]['onBatch']>[0];

/** What the operator sees, and what stays when he stops it: the bar, the remarked lines, the place to go on. */
function startReport({ path, sizeBytes }: Source, file: { readonly bytesRead: number }, journal: Journal | undefined) {
  const remarks = `${path}.rejected`;
  if ((journal?.done ?? 0) === 0) rmSync(remarks, { force: true });
  const progress = progressOn(process.stderr);
  const counts = { users: 0, rejected: 0, notes: 0, passedOver: 0 };
  let [shown, stopped] = [0, false];
  const stop = (): void => {
    stopped = true;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return {
    onBatch({ done, users, rejected, notes, passedOver }: Batch): 'go on' | 'stop' {
      for (const { line, reason } of [...rejected, ...notes]) {
        appendOwnFile(remarks, `${line}\t${reason}\n`);
        if (shown++ < SHOWN_REMARKS) console.error(`line ${line}: ${reason}`);
      }
      counts.users += users;
      counts.rejected += rejected.length;
      counts.notes += notes.length;
      counts.passedOver += passedOver;
      journal?.mark(done);
      progress.show(sizeBytes === 0 ? 1 : file.bytesRead / sizeBytes, counts.users);
      return stopped ? 'stop' : 'go on';
    },
    finish(dryRun: boolean): Imported {
      progress.end();
      process.off('SIGINT', stop).off('SIGTERM', stop);
      console.log(summaryOf(counts, dryRun, remarks));
      const { users, rejected } = counts;
      if (stopped) {
        console.error('Stopped. Run the same command again to go on.');
        return { exitCode: 130, users, rejected };
      }
      journal?.remove();
      // A file of entries that all have another name than uid must not look like one that was imported.
      const isNobody = users === 0 && counts.passedOver > 0;
      return { exitCode: rejected > 0 || isNobody ? 1 : 0, users, rejected };
    },
  };
}

interface Counts {
  readonly users: number;
  readonly rejected: number;
  readonly notes: number;
  readonly passedOver: number;
}

function summaryOf({ users, rejected, notes, passedOver }: Counts, dryRun: boolean, remarks: string): string {
  const without = notes > 0 ? `, ${notes} of them without a password` : '';
  const refused = rejected > 0 ? `; ${rejected} lines were rejected` : '';
  const see = rejected + notes > 0 ? `, see ${remarks}` : '';
  const others = passedOver > 0 ? `; ${passedOver} entries without uid were passed over` : '';
  return `${users} users ${dryRun ? 'can be' : 'were'} imported${without}${refused}${see}${others}.`;
}
