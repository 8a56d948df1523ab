import type { SearchPeople } from '../directory/search.ts';
import type { IdentityStore } from '../identity-domains/identity-store.ts';
import type { IdentityStores } from '../ports/identity-stores.ts';
import type { Users } from '../ports/users.ts';
import type { Authenticator } from './authenticate.ts';

/** Where accounts come from, and who judges their passwords. */
export interface AccountSource {
  readonly users: Users;
  readonly search: SearchPeople;
  readonly authenticate: Authenticator;
}

/** Sends each question to the store of the user's domain. */
export function accountsByDomain(
  stores: IdentityStores,
  sourceOf: (store: IdentityStore) => Promise<AccountSource>,
): AccountSource {
  const ofDomain = async (domain: string): Promise<AccountSource> => sourceOf(await stores.ofDomain(domain));
  return {
    users: {
      load: async (user) => (await ofDomain(user.domain)).users.load(user),
      findAccount: async (user) => (await ofDomain(user.domain)).users.findAccount(user),
      presence: async (user) => (await ofDomain(user.domain)).users.presence(user),
    },
    search: async (domain, wanted) => (await ofDomain(domain)).search(domain, wanted),
    authenticate: async (user, password, audience) =>
      (await ofDomain(user.domain)).authenticate(user, password, audience),
  };
}
