import type { UserKey } from '../directory/user.ts';
import type { Link } from '../links/link.ts';

/** The sides of links. Each method is one write of one item; half a link counts for nothing. */
export interface Links {
  put(user: UserKey, side: Link): Promise<void>;
  /** Ends the side that stands with `user`, whoever has the name now. */
  remove(user: UserKey, to: UserKey): Promise<void>;
}
