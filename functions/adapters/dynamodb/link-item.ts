import type { UserKey } from '../../core/directory/user.ts';
import type { Link } from '../../core/links/link.ts';
import { LINK_PREFIX, userPartition } from './table.ts';

/** One side of a link; the other one stands with the other account. */
export interface LinkItem {
  readonly sk: string;
  /** The generation of whose it is, as in all that is a user's. */
  readonly g: string;
  readonly otherG: string;
  /** Unix time in milliseconds. */
  readonly linkedAt: number;
  readonly by: Link['by'];
}

export function linkKey(user: UserKey, to: UserKey): { pk: string; sk: string } {
  return { pk: userPartition(user), sk: `${LINK_PREFIX}${to.domain}#${to.userId}` };
}

/** The account that a sort key leads to: no domain has a `#`, so the first one ends it. */
export function linkedUserOf(sk: string): UserKey {
  const name = sk.slice(LINK_PREFIX.length);
  const end = name.indexOf('#');
  return { domain: name.slice(0, end), userId: name.slice(end + 1) };
}

export function decodeLink({ sk, g, otherG, linkedAt, by }: LinkItem): Link {
  return { to: linkedUserOf(sk), generation: g, otherGeneration: otherG, linkedAtMs: linkedAt, by };
}
