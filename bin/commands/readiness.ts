import { once } from 'node:events';
import { rememberedDomains } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import type { Bounces } from '../../functions/core/readiness/footing.ts';
import { readFootings } from '../../functions/core/readiness/read-footings.ts';
import { counted, findingsOfDomain, NOBODY, type Tally } from '../../functions/core/readiness/tally.ts';
import { resolveSettings, type Settings } from '../../functions/core/settings/resolve.ts';
import { type Command, CommandError } from '../command.ts';
import { type DomainUsers, usersKnownHere, usersOfDirectory } from '../readiness/domain-users.ts';
import { HEADER, reportOf, userLine } from '../readiness/report.ts';
import { stoppedAddresses } from '../readiness/stopped-addresses.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { openNewFile } from '../users/new-file.ts';
import { progressOn } from '../users/progress.ts';

/** Exit codes for a job that runs it. */
const READY = 0;
const USERS_AT_RISK = 1;
/** 2 is a wrong call, of every command. */
const DOMAIN_AT_RISK = 3;

export const readiness: Command = {
  summary: 'Say who would be locked out by a loss: 0 nobody, 1 users, 3 the administrators of the domain',
  usage: `[--users FILE.csv] ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, users: { type: 'string' } },
  async run(args) {
    const { users: path } = args.values;
    if (path !== undefined && !/\.csv$/i.test(String(path))) throw new CommandError('--users must be a .csv file.');
    const target = await openTarget(args);
    const { settings, isOutside } = await domainOf(target);
    const bounces = isOutside ? ({ reason: 'the addresses are in LDAP' } as const) : await stoppedAddresses();
    const users = isOutside ? usersKnownHere(target) : usersOfDirectory(target);
    const writeUser = path === undefined ? undefined : await csvTo(String(path));
    const tally = await tallyOf({ target, settings, users, bounces, writeUser: writeUser?.write });
    await writeUser?.end();
    console.log(reportOf({ domain: target.domain, tally, isOutside, bounces }));
    if (path !== undefined) console.log(`One line a user stands in ${path}.`);
    return exitCodeOf(tally, isOutside);
  },
};

async function domainOf({ table, domain, defaultDomain }: Target) {
  const domains = rememberedDomains(table, defaultDomain, Date.now, () => undefined);
  const found = await domains.find(domain);
  if (found === undefined) throw new CommandError(`There is no identity domain ${domain}.`);
  const settings = resolveSettings((await domains.forDomain(domain)) ?? {});
  return { settings, isOutside: found.identityStore.kind !== 'directory' };
}

interface Asked {
  readonly target: Target;
  readonly settings: Settings;
  readonly users: DomainUsers;
  readonly bounces: Awaited<ReturnType<typeof stoppedAddresses>>;
  readonly writeUser: ((line: string) => Promise<void>) | undefined;
}

async function tallyOf({ target, settings, users, bounces, writeUser }: Asked): Promise<Tally> {
  const progress = progressOn(process.stderr);
  const expected = process.stderr.isTTY ? await users.count() : 0;
  const deps = { read: users.read, bounces: typeof bounces === 'function' ? (bounces satisfies Bounces) : undefined };
  let [tally, done] = [NOBODY, 0];
  for await (const names of users.names()) {
    const judgedUsers = await readFootings(deps, settings, target.domain, names);
    for (const { userId, judged } of judgedUsers) {
      tally = counted(tally, judged);
      if (typeof judged !== 'string') await writeUser?.(userLine(userId, judged));
    }
    done += names.length;
    progress.show(expected === 0 ? 1 : done / expected, done);
  }
  progress.end();
  return tally;
}

async function csvTo(path: string) {
  const file = await openNewFile(path);
  file.write(HEADER);
  return {
    async write(line: string): Promise<void> {
      if (!file.write(line)) await once(file, 'drain');
    },
    async end(): Promise<void> {
      file.end();
      await once(file, 'finish');
    },
  };
}

function exitCodeOf(tally: Tally, isOutside: boolean): number {
  if (!isOutside && findingsOfDomain(tally).length > 0) return DOMAIN_AT_RISK;
  return Object.values(tally.found).some((count) => count > 0) ? USERS_AT_RISK : READY;
}
