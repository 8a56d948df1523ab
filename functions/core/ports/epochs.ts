import type { IdentityStore } from '../identity/identity-store.ts';
import type { UserKey } from '../identity/user.ts';

export interface Epochs {
  /** From now on nothing counts that was issued for the user before; nothing happens when there is no such user. */
  end(user: UserKey, store: Pick<IdentityStore, 'kind'>, nowMs: number): Promise<void>;
}
