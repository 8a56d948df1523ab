import type { UserBelongings } from '../adapters/dynamodb/users.ts';
import type { LdapStore } from '../core/identity-domains/identity-store.ts';
import { type AccountSource, accountsByDomain } from '../core/passwords/accounts-by-domain.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { IdentityStores } from '../core/ports/identity-stores.ts';
import type { SettingsSource } from '../core/ports/settings-source.ts';

interface AccountSourceDependencies {
  /** Where the credentials of all users stand. */
  readonly table: UserBelongings;
  readonly stores: IdentityStores;
  readonly settings: SettingsSource;
  readonly clock: Clock;
}

/**
 * Accounts of the table, or of the LDAP directory that the user's domain names. The LDAP code is loaded by the first
 * such domain, so that nobody else's cold start pays for it; its connections are kept as long as the instance lives.
 */
export function accountSource(directory: AccountSource, deps: AccountSourceDependencies): AccountSource {
  const opened = new Map<string, Promise<AccountSource>>();
  const ldapSource = async (ldap: LdapStore): Promise<AccountSource> => {
    const { openLdapAccounts } = await import('../adapters/ldap/open-ldap-accounts.ts');
    return openLdapAccounts(ldap, { settings: deps.settings, table: deps.table, clock: deps.clock });
  };
  return accountsByDomain(deps.stores, async (store) => {
    if (store.kind === 'directory') return directory;
    // A changed store is another one: its connections are opened anew, with what it says now.
    const name = JSON.stringify(store.ldap);
    const source = opened.get(name) ?? ldapSource(store.ldap);
    opened.set(name, source);
    return source;
  });
}
