import type { ApplicationStore } from '../ports/applications.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { DomainStore } from '../ports/identity-domains.ts';
import type { IdentityDomain } from './identity-domain.ts';

/** How many names the warning shows, and how many users are counted for it. */
const NAMES_SHOWN = 20;
const USERS_COUNTED = 1_000;
/** Users who are removed side by side. */
const BATCH = 25;
/** A call has ten seconds; what is left is for the next one. */
const BUDGET_MS = 6_000;

export interface DeleteDomainDependencies {
  readonly store: Pick<DomainStore, 'readForDeletion' | 'close' | 'erase'>;
  readonly directory: Pick<Directory, 'list' | 'remove'>;
  readonly applicationStore: Pick<ApplicationStore, 'list' | 'remove'>;
  readonly clock: Clock;
}

export type DeleteDomainOutcome =
  | { readonly kind: 'deleted'; readonly domain: IdentityDomain }
  | { readonly kind: 'unknown' }
  /** Nothing was done; these users would go. */
  | { readonly kind: 'has-users'; readonly names: readonly string[]; readonly count: string }
  | { readonly kind: 'unfinished' };

/**
 * Closes the domain, removes its users, its applications and then the domain. It is closed first and gone last: nobody can use it on the
 * way, a call that breaks can be repeated, and a domain of the same name never begins with the users of this one: where
 * they were in LDAP, so that their credentials cannot be listed, the store gives the name to no other domain.
 */
export async function deleteDomain(
  deps: DeleteDomainDependencies,
  name: string,
  { force }: { readonly force: boolean },
): Promise<DeleteDomainOutcome> {
  const startedAtMs = deps.clock();
  const found = await deps.store.readForDeletion(name);
  if (found === undefined) return { kind: 'unknown' };
  if (!found.closed && !force) {
    const { users, next } = await deps.directory.list(name, { after: undefined, limit: USERS_COUNTED });
    const names = users.slice(0, NAMES_SHOWN).map(({ userId }) => userId);
    const count = next === undefined ? String(users.length) : `more than ${users.length}`;
    if (users.length > 0) return { kind: 'has-users', names, count };
  }
  if (!(await deps.store.close(name, startedAtMs))) return { kind: 'unknown' };
  while (await removeBatch(deps, name)) {
    if (deps.clock() - startedAtMs > BUDGET_MS) return { kind: 'unfinished' };
  }
  for (const { name: application } of await deps.applicationStore.list(name)) {
    await deps.applicationStore.remove(application, name);
  }
  await deps.store.erase(found.domain);
  return { kind: 'deleted', domain: found.domain };
}

/** False when nobody is left. The list may lag behind, so who is on it without being there any more is no matter. */
async function removeBatch({ directory }: DeleteDomainDependencies, domain: string): Promise<boolean> {
  const { users } = await directory.list(domain, { after: undefined, limit: BATCH });
  await Promise.all(users.map(({ userId }) => directory.remove({ domain, userId })));
  return users.length > 0;
}
