import type { UserKey } from '../directory/user.ts';

/**
 * Who may change the factors of a user just now, where a change depends on what else he has. Factors stand in several
 * items, so none of them can hold the others in its condition; the lease is one item, taken by one conditional write.
 */
export interface FactorLeases {
  /** Names the lease; it ends by itself after a time in which no call can still be at work. */
  acquire(user: UserKey, nowMs: number): Promise<string | 'busy'>;
  /** Never fails: a lease that was not given back ends by itself. */
  release(user: UserKey, lease: string): Promise<void>;
}
