import type { Settings } from '../settings/resolve.ts';
import { foldTyped } from '../typed-text.ts';
import { phoneBeginnings } from './phone.ts';
import { type Account, readUserId } from './user.ts';

/** The beginning, or the whole, of a name, a mail address or a phone number, each in the spelling that it is stored in. */
export interface Wanted {
  readonly name: string;
  readonly mail: string;
  /** In E.164, and as it is dialled inside the country; undefined for what is no number. */
  readonly phone: { readonly international: string; readonly national: string } | undefined;
}

export type FoundPerson = Pick<Account, 'userId' | 'attributes'>;

interface FoundPeople {
  readonly people: readonly FoundPerson[];
  /** There are others whom the text fits as well. */
  readonly hasMore: boolean;
}

/** Finds people of one domain; those who were written a moment ago may be missing. */
export type SearchPeople = (domain: string, wanted: Wanted) => Promise<FoundPeople>;

export const MAX_FOUND = 25;

export const SEARCH_EXPECTED =
  'the beginning of a name, a mail address or a phone number: at least 3 characters, or 2 beyond ASCII';

/** Less than this would be a list of everybody, a page at a time. */
const MIN_LENGTH = { ascii: 3, other: 2 } as const;

export function readWanted({ DefaultCountry }: Pick<Settings, 'DefaultCountry'>, typed: string): Wanted | undefined {
  const name = readUserId(foldTyped(typed));
  if (name === undefined) return undefined;
  const isLong = [...name].length >= (/^[\0-\x7F]*$/.test(name) ? MIN_LENGTH.ascii : MIN_LENGTH.other);
  return isLong ? { name, mail: mailKey(name), phone: phoneBeginnings(name, DefaultCountry) } : undefined;
}

/** An address as it is looked for: nobody knows who wrote which letters large. */
export function mailKey(address: string): string {
  return address.toLowerCase();
}
