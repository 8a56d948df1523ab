import type { UserKey } from '../directory/user.ts';
import type { IdentityStore } from '../identity-domains/identity-store.ts';

export interface Epochs {
  /** From now on nothing counts that was issued for the user before; nothing happens when there is no such user. */
  end(user: UserKey, store: Pick<IdentityStore, 'kind'>, nowMs: number): Promise<void>;
}
