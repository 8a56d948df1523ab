import type { Entry } from 'ldapts';
import { type AddressFields, addressFields } from '../../core/directory/address-fields.ts';
import { ownershipOf } from '../../core/directory/epoch.ts';
import { parseMailAddress } from '../../core/directory/mail-address.ts';
import type { FoundPerson } from '../../core/directory/search.ts';
import { type Account, readUserId, type UserKey } from '../../core/directory/user.ts';
import { DirectoryError } from '../../core/errors/directory-error.ts';
import type { LdapStore } from '../../core/identity-domains/identity-store.ts';
import { readLanguage } from '../../core/messages/languages.ts';
import type { AccountSource } from '../../core/passwords/accounts-by-domain.ts';
import { isFor } from '../../core/passwords/authenticate.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Leftover } from '../../core/ports/users.ts';
import { readLegacySecret } from '../../core/verify/legacy-totp.ts';
import type { UserBelongings } from '../dynamodb/users.ts';
import type { FoundUser, LdapDirectory } from './directory.ts';
import { nameAttribute, valuesOf } from './entry.ts';
import { generationOf, passwordTimeOf } from './identity.ts';
import { searchFilter } from './search-filter.ts';

/** RFC 2798 section 2.7: a language tag, or a list like that of Accept-Language. */
const LANGUAGE = 'preferredLanguage';

export interface LdapAccountsDependencies {
  readonly store: LdapStore;
  readonly directory: LdapDirectory;
  readonly settings: SettingsSource;
  /** The table, where the credentials of all users stand. */
  readonly table: UserBelongings;
}

/** Users whose account is in LDAP and whose second factor is in the table. Nothing is written to the directory. */
export function ldapAccounts({ store, directory, settings, table }: LdapAccountsDependencies): AccountSource {
  const secretAttributes = store.TotpSecretKeyAttribute === undefined ? [] : [store.TotpSecretKeyAttribute];
  const find = async ({ domain, userId }: UserKey, more: readonly string[]) => {
    const addresses = await addressFields(settings, domain);
    return { found: await directory.find(userId, [...namesOf(addresses), LANGUAGE, ...more]), addresses };
  };

  return {
    users: {
      async load(user) {
        const [{ found, addresses }, belongings] = await Promise.all([
          find(user, secretAttributes),
          table.belongings(user),
        ]);
        if (found === undefined) return {};
        const account = accountOf(user.userId, found, addresses, belongings.signedOutAt);
        const own = belongings.of(account);
        requireIdentity(account, own.leftover);
        const isOver = own.credential?.totp !== undefined || own.credential?.legacyOver !== undefined;
        const values = isOver ? [] : secretAttributes.flatMap((name) => valuesOf(found.entry, name));
        const legacyTotp = readLegacySecret(values);
        return { account, ...own, ...(legacyTotp === undefined ? {} : { legacyTotp }) };
      },
      async findAccount(user) {
        const [{ found, addresses }, signedOutAt] = await Promise.all([find(user, []), table.signedOutAt(user)]);
        return found && accountOf(user.userId, found, addresses, signedOutAt);
      },
      async presence(user) {
        const found = await directory.find(user.userId, []);
        return found === undefined ? { kind: 'left' } : { kind: 'here', owner: ownershipOf(personOf(found)) };
      },
    },
    async search(domain, wanted) {
      const fields = await addressFields(settings, domain);
      const filter = searchFilter(store.userFilter, fields, wanted);
      const { entries, hasMore } = await directory.search(filter, namesOf(fields));
      return { people: entries.flatMap((entry) => personFound(store, entry, fields)), hasMore };
    },
    async authenticate(user, password, audience) {
      const addresses = await addressFields(settings, user.domain);
      const found = await directory.signIn(user.userId, password, {
        attributes: [...namesOf(addresses), LANGUAGE],
        isAllowed: (account) => isFor(audience, account),
      });
      return found && accountOf(user.userId, found, addresses, await table.signedOutAt(user));
    },
  };
}

/** Who has a credential that names an entry, and is shown no name of an entry, may be anybody: nobody can say. */
function requireIdentity({ generation }: Account, leftover: Leftover | undefined): void {
  if (generation !== undefined || leftover?.generation === undefined) return;
  throw new DirectoryError('DIRECTORY_UNAVAILABLE', 'no attribute that names the entry');
}

/** The directory was there before this service and tells it of nobody who comes or goes. */
function personOf({ entry }: FoundUser): Pick<Account, 'generation' | 'predates'> {
  const generation = generationOf(entry);
  return { ...(generation === undefined ? {} : { generation }), predates: true };
}

function namesOf({ mail, phone }: AddressFields): string[] {
  return [...new Set([...mail, ...phone])];
}

/** An entry that nobody could be found by afterwards, without a name or with several, is nobody. */
function personFound({ userFilter }: LdapStore, entry: Entry, addresses: AddressFields): FoundPerson[] {
  const [name, ...others] = valuesOf(entry, nameAttribute(userFilter));
  const userId = name === undefined || others.length > 0 ? undefined : readUserId(name);
  return userId === undefined ? [] : [{ userId, attributes: attributesOf(entry, addresses) }];
}

function accountOf(
  userId: string,
  found: FoundUser,
  addresses: AddressFields,
  signedOutAt: string | undefined,
): Account {
  const { entry, groups } = found;
  const moved = [passwordTimeOf(entry), signedOutAt];
  return {
    userId,
    groups,
    language: readLanguage(valuesOf(entry, LANGUAGE).join(',')) ?? 'en',
    attributes: attributesOf(entry, addresses),
    ...personOf(found),
    ...(moved.every((one) => one === undefined) ? {} : { notBefore: JSON.stringify(moved) }),
  };
}

/** What stands in a field for mail and cannot be an address is none; numbers are judged where their country is known. */
function attributesOf(entry: Entry, addresses: AddressFields): Account['attributes'] {
  const attributes = namesOf(addresses).flatMap((name) =>
    valuesOf(entry, name)
      .slice(0, 1)
      .map((value) => (addresses.phone.includes(name) ? value : parseMailAddress(value)))
      .flatMap((value) => (value === undefined ? [] : [[name, value] as const])),
  );
  return Object.fromEntries(attributes);
}
