import type { AccountSource } from '../../core/accounts/accounts-by-domain.ts';
import { isFor } from '../../core/accounts/authenticate.ts';
import { isMailAddress } from '../../core/directory/profile.ts';
import type { LdapStore } from '../../core/identity/identity-store.ts';
import type { Account } from '../../core/identity/user.ts';
import type { SettingsSource, Users } from '../../core/ports.ts';
import { resolveSettings, splitKey } from '../../core/settings/resolve.ts';
import { readLegacySecret } from '../../core/verify/legacy-totp.ts';
import type { FoundUser, LdapDirectory } from './directory.ts';
import { valuesOf } from './entry.ts';

/** RFC 2798 section 2.7: a language tag, or a list like that of Accept-Language. */
const LANGUAGE = 'preferredLanguage';

export interface LdapAccountsDependencies {
  readonly store: LdapStore;
  readonly directory: LdapDirectory;
  readonly settings: SettingsSource;
  /** The table, where the credentials of all users stand. */
  readonly table: Pick<Users, 'load'>;
}

/** Users whose account is in LDAP and whose second factor is in the table. Nothing is written to the directory. */
export function ldapAccounts({ store, directory, settings, table }: LdapAccountsDependencies): AccountSource {
  const secretAttributes = store.TotpSecretKeyAttribute === undefined ? [] : [store.TotpSecretKeyAttribute];
  const find = async (domain: string, userId: string, more: readonly string[]) => {
    const addresses = await addressAttributes(settings, domain);
    const found = await directory.find(userId, [...namesOf(addresses), LANGUAGE, ...more]);
    return { account: found && accountOf(userId, found, addresses), found };
  };

  return {
    users: {
      async load(user) {
        const [{ account, found }, { credential, hasDevice = false, deviceSinceMs }] = await Promise.all([
          find(user.domain, user.userId, secretAttributes),
          table.load(user),
        ]);
        const isOver = credential?.totp !== undefined || credential?.legacyOver !== undefined;
        const values =
          found === undefined || isOver ? [] : secretAttributes.flatMap((name) => valuesOf(found.entry, name));
        const legacyTotp = readLegacySecret(values);
        return {
          hasDevice,
          ...(deviceSinceMs === undefined ? {} : { deviceSinceMs }),
          ...(account === undefined ? {} : { account }),
          ...(credential === undefined ? {} : { credential }),
          ...(legacyTotp === undefined ? {} : { legacyTotp }),
        };
      },
      findAccount: async (user) => (await find(user.domain, user.userId, [])).account,
      hasLeft: async (user) => (await directory.find(user.userId, [])) === undefined,
    },
    async authenticate(user, password, audience) {
      const addresses = await addressAttributes(settings, user.domain);
      const found = await directory.signIn(user.userId, password, {
        attributes: [...namesOf(addresses), LANGUAGE],
        isAllowed: (account) => isFor(audience, account),
      });
      return found && accountOf(user.userId, found, addresses);
    },
  };
}

interface AddressAttributes {
  readonly mail: readonly string[];
  readonly phone: readonly string[];
}

/** `EmailField` and `PhoneField`, of the domain and of each application that has its own. */
async function addressAttributes(settings: SettingsSource, domain: string): Promise<AddressAttributes> {
  const stored = (await settings.forDomain(domain)) ?? {};
  const { EmailField, PhoneField } = resolveSettings(stored);
  const overrides = (field: string) =>
    Object.entries(stored).flatMap(([key, attribute]) => (splitKey(key).name === field ? [String(attribute)] : []));
  return { mail: [EmailField, ...overrides('EmailField')], phone: [PhoneField, ...overrides('PhoneField')] };
}

function namesOf({ mail, phone }: AddressAttributes): string[] {
  return [...new Set([...mail, ...phone])];
}

/** What stands in a field for mail and cannot be an address is none; numbers are judged where their country is known. */
function accountOf(userId: string, { entry, groups }: FoundUser, addresses: AddressAttributes): Account {
  const attributes = namesOf(addresses).flatMap((name) =>
    valuesOf(entry, name)
      .slice(0, 1)
      .filter((value) => addresses.phone.includes(name) || isMailAddress(value))
      .map((value) => [name, value] as const),
  );
  return {
    userId,
    groups,
    language: valuesOf(entry, LANGUAGE)[0]?.split(/[,;]/)[0]?.trim() ?? 'en',
    attributes: Object.fromEntries(attributes),
  };
}
