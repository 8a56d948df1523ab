import type { Directory } from '../../core/ports/directory.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Users } from '../../core/ports/users.ts';
import { knownUser } from '../../core/readiness/known-user.ts';
import { readFootings } from '../../core/readiness/read-footings.ts';
import { counted, NOBODY } from '../../core/readiness/tally.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { askedPage, nextPage } from '../../http/page-of-users.ts';
import { ok, type Reply } from '../../http/reply.ts';
import { COUNTED } from './readiness-contract.ts';

export interface ReadinessDependencies {
  readonly directory: Pick<Directory, 'list'>;
  readonly settings: SettingsSource;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
}

/** So many users that a call is over in a second, whatever the size of the domain. */
const PART_LIMITS = { default: 100, max: 500 } as const;

/** The counts of one part of a domain. */
export async function showReadiness(
  deps: ReadinessDependencies,
  domain: string,
  query: Readonly<Record<string, string | undefined>>,
): Promise<Reply> {
  const settings = resolveSettings((await deps.settings.forDomain(domain)) ?? {});
  const { users, next } = await deps.directory.list(domain, askedPage(query, PART_LIMITS));
  const names = users.map(({ userId }) => userId);
  const judgedUsers = await readFootings({ read: (user) => knownUser(deps, user) }, settings, domain, names);
  const { found, ...counts } = judgedUsers.map(({ judged }) => judged).reduce(counted, NOBODY);
  return ok({
    ...counts,
    found: Object.fromEntries(COUNTED.map((finding) => [finding, found[finding]])),
    ...nextPage(next),
  });
}
