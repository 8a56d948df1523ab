import type { Account, UserKey } from '../directory/user.ts';
import { DirectoryError } from '../errors/directory-error.ts';
import type { Domains } from '../ports/identity-domains.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { counts, type Link, MAX_LINKS } from './link.ts';

export interface LinkedAccountsDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly domains: Pick<Domains, 'find'>;
}

/** An account of the same person in another domain. */
export interface LinkedAccount {
  readonly user: UserKey;
  readonly link: Link;
  readonly record: UserRecord & { readonly account: Account };
}

/** The accounts whose links count at this moment, the oldest link first. */
export async function linkedAccounts(
  deps: LinkedAccountsDependencies,
  user: UserKey,
  { account, links = [] }: UserRecord,
): Promise<readonly LinkedAccount[]> {
  if (account === undefined) return [];
  const oldestFirst = links.toSorted((one, other) => one.linkedAtMs - other.linkedAtMs).slice(0, MAX_LINKS);
  const found = await Promise.all(oldestFirst.map((link) => linkedAccount(deps, user, account, link)));
  return found.filter((one) => one !== undefined);
}

async function linkedAccount(
  { users, domains }: LinkedAccountsDependencies,
  user: UserKey,
  account: Account,
  link: Link,
): Promise<LinkedAccount | undefined> {
  if ((await domains.find(link.to.domain)) === undefined) return undefined;
  const record = await loadIfThere(users, link.to);
  if (record.account === undefined || !counts(user, account, link, record)) return undefined;
  return { user: link.to, link, record: { ...record, account: record.account } };
}

/** The directory of the other domain may not answer now: that must not close the pages of this one. */
async function loadIfThere(users: Pick<Users, 'load'>, user: UserKey): Promise<UserRecord> {
  try {
    return await users.load(user);
  } catch (error) {
    if (error instanceof DirectoryError) return {};
    throw error;
  }
}
