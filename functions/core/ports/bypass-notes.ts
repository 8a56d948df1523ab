import type { Ownership } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { BypassNote } from '../recovery/bypass-note.ts';

/** One item for each code, under its id, so that no two makers can write over what the other one said. */
export interface BypassNotes {
  /** `untilMs`: when it may be swept. */
  add(
    user: UserKey,
    note: Omit<BypassNote, 'approvedBy' | 'approvedAtMs'>,
    kept: { readonly untilMs: number; readonly owner: Ownership },
  ): Promise<void>;
  find(user: UserKey, id: string): Promise<BypassNote | undefined>;
  /** Somebody is about to agree; nothing happens where there is no note. */
  noteApproval(user: UserKey, id: string, approval: { readonly by: UserKey; readonly atMs: number }): Promise<void>;
}
