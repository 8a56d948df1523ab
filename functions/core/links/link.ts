import { KNOWN_GROUPS } from '../directory/groups.ts';
import { type Account, isSameUser, type UserKey } from '../directory/user.ts';

/** Of one account; each is read whenever the help of another domain is offered. */
export const MAX_LINKS = 5;

/** One side of a link, as it stands with one of the two accounts of a person. */
export interface Link {
  /** The account in the other domain. */
  readonly to: UserKey;
  /** Of the person with whom this side stands, and of whom the other account belonged to when they were linked. */
  readonly generation: string;
  readonly otherGeneration: string;
  readonly linkedAtMs: number;
  readonly by: 'administrator' | 'person';
}

/**
 * Whose account may be linked. Who proves a factor of the one gets into the other, so an account that does anything for
 * others would be as safe as the weakest one that it is linked to. A person whom nothing tells from the next one of his
 * name has none either.
 */
export function mayBeLinked({ groups, generation }: Account): boolean {
  return generation !== undefined && !groups.some((group) => KNOWN_GROUPS.includes(group));
}

/** Both sides stand, each for the people who have the two accounts now, and both may be linked now. */
export function counts(
  user: UserKey,
  account: Account,
  link: Link,
  other: { readonly account?: Account; readonly links?: readonly Link[] },
): boolean {
  const back = other.links?.find(({ to }) => isSameUser(to, user));
  if (other.account === undefined || back === undefined) return false;
  if (!mayBeLinked(account) || !mayBeLinked(other.account)) return false;
  const isOurs = link.generation === account.generation && back.otherGeneration === account.generation;
  return isOurs && back.generation === other.account.generation && link.otherGeneration === other.account.generation;
}
