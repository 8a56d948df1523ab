import type { UserKey } from '../directory/user.ts';

/**
 * What people want to know of a code of the help desk. It decides nothing but who may agree to the code; what the code is
 * good for stands in the credential alone.
 */
export interface BypassNote {
  /** Of the code. */
  readonly id: string;
  /** In the maker's words: one line. */
  readonly reason: string;
  readonly madeBy: UserKey;
  readonly madeAtMs: number;
  /** The last one who agreed; he counts when the credential says that somebody did. */
  readonly approvedBy?: UserKey;
  readonly approvedAtMs?: number;
}
