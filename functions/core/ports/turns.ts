import type { UserKey } from '../identity/user.ts';

/**
 * Whose turn it is to change the factors of a user, where a change depends on what else he has. Factors stand in several
 * items, so none of them can hold the others in its condition; the turn is one item, taken by one conditional write.
 */
export interface Turns {
  /** Names the turn; it ends by itself after a time in which no call can still be at work. */
  begin(user: UserKey, nowMs: number): Promise<string | 'busy'>;
  /** Never fails: a turn that was not given back ends by itself. */
  end(user: UserKey, turn: string): Promise<void>;
}
