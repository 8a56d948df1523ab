import type { UserKey } from '../directory/user.ts';
import { isOfOneScript } from '../directory/user-name.ts';
import type { ApplicationStore } from '../ports/applications.ts';
import type { Users } from '../ports/users.ts';
import type { Application } from './application.ts';
import type { Right } from './rights.ts';

interface RegisterDependencies {
  readonly store: Pick<ApplicationStore, 'create' | 'replace'>;
  readonly users: Pick<Users, 'findAccount'>;
  readonly defaultDomain: string;
}

/** What an administrator asks for; the clients are names of accounts. */
interface Wish {
  readonly name: string;
  readonly domain: string;
  readonly domainId: string;
  readonly clients: readonly string[];
  readonly returnUrls: readonly string[];
  readonly rights: readonly Right[];
}

type Registered =
  | { readonly kind: 'stored'; readonly application: Application }
  /** Another domain has an application of this name; or none has, and a new one was not asked for. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'full' }
  | { readonly kind: 'name-of-several-scripts' }
  | { readonly kind: 'client-unknown' }
  /** Only clients of the default domain can ask for users of another one. */
  | { readonly kind: 'right-of-default-domain' };

/**
 * Registers an application or changes it. The names of its clients become the accounts that have them now: an account
 * that is given such a name later is another one.
 */
export async function registerApplication(
  deps: RegisterDependencies,
  wish: Wish,
  { mayCreate }: { readonly mayCreate: boolean },
): Promise<Registered> {
  const { domain } = wish;
  if (mayCreate && !isOfOneScript(wish.name)) return { kind: 'name-of-several-scripts' };
  if (wish.rights.includes('other-domains') && domain !== deps.defaultDomain)
    return { kind: 'right-of-default-domain' };
  const names: UserKey[] = [...new Set(wish.clients)].map((userId) => ({ domain, userId }));
  const accounts = (await Promise.all(names.map(deps.users.findAccount))).flatMap((account) => account ?? []);
  if (accounts.length < names.length) return { kind: 'client-unknown' };
  const application: Application = {
    ...wish,
    clients: accounts.map(({ userId, generation }) => ({ userId, generation })),
    returnUrls: [...new Set(wish.returnUrls)],
    rights: [...new Set(wish.rights)],
  };
  const created = mayCreate ? await deps.store.create(application) : 'taken';
  if (created === 'full') return { kind: 'full' };
  // That one is there may also be this very write, whose answer was lost.
  if (created === 'taken' && (await deps.store.replace(application)) === 'absent') return { kind: 'taken' };
  return { kind: 'stored', application };
}
