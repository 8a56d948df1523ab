import type { AddressFields } from '../../core/directory/address-fields.ts';
import { attributeOf } from '../../core/directory/attribute.ts';
import type { StoredProfile } from '../../core/directory/profile.ts';
import { mailKey } from '../../core/directory/search.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { PROFILE, userPartition } from './table.ts';

/** The profile item as it is stored. */
export interface ProfileItem {
  readonly userId: string;
  /** The domain: with `userId` the key of the index that lists users. No other item has this attribute. */
  readonly directory?: string;
  /** Mail address (in lower case) and phone number: with `directory` the keys of the indexes that find users by them. */
  readonly byMail?: string;
  readonly byPhone?: string;
  readonly groups?: readonly string[];
  readonly language?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The names of the attributes that were verified. */
  readonly verified?: Readonly<Record<string, true>>;
  /** The names of the attributes whose address was changed and not verified. */
  readonly unproven?: Readonly<Record<string, true>>;
  readonly passwordHash?: string;
  /** Unix time in milliseconds. */
  readonly passwordSetAt?: number;
  /** Of a client whose password is being changed: the hash before, and until when it counts (Unix time in milliseconds). */
  readonly previousHash?: string;
  readonly previousUntil?: number;
  /** Of who has this name now; missing in profiles from before there were generations. */
  readonly generation?: string;
  /** When everything that was issued for him ended last, in milliseconds. */
  readonly notBefore?: number;
  /** From this instant on the user is nobody; what is his is being removed. */
  readonly deletedAt?: number;
}

/** Lists the users of a domain; it holds no hash. */
export const USERS_INDEX = 'users-by-directory';
/** Nothing but keys, so a write that changes neither address costs nothing there. */
export const MAIL_INDEX = 'users-by-mail';
export const PHONE_INDEX = 'users-by-phone';

/** What of a profile the indexes find it by; `null` goes, and what is missing stays. */
export type SearchKeys = Readonly<Partial<Record<'byMail' | 'byPhone', string | null>>>;

export function searchKeysOf(
  { mail: [mail], phone: [phone] }: AddressFields,
  attributes: Readonly<Record<string, string | null>>,
): SearchKeys {
  const address = attributeOf(attributes, mail);
  const number = attributeOf(attributes, phone);
  return {
    ...(address === undefined ? {} : { byMail: address && mailKey(address) }),
    ...(number === undefined ? {} : { byPhone: number }),
  };
}

export function profileKey(user: UserKey): { pk: string; sk: string } {
  return { pk: userPartition(user), sk: PROFILE };
}

export function decodeStoredProfile(item: ProfileItem): StoredProfile {
  return {
    userId: item.userId,
    groups: item.groups ?? [],
    language: item.language ?? 'en',
    attributes: item.attributes ?? {},
    verified: Object.keys(item.verified ?? {}),
    ...(item.unproven === undefined ? {} : { unproven: Object.keys(item.unproven) }),
    ...(item.passwordSetAt === undefined ? {} : { passwordSetAtMs: item.passwordSetAt }),
    ...(item.previousUntil === undefined ? {} : { previousUntilMs: item.previousUntil }),
  };
}

export function verifiedMap(names: readonly string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true]));
}
