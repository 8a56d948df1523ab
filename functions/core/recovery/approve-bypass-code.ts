import { isSameUser, type UserKey } from '../directory/user.ts';
import type { BypassNotes } from '../ports/bypass-notes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import type { BypassCode } from './bypass-code.ts';
import type { BypassNote } from './bypass-note.ts';

export interface ApproveBypassCodeDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'approveBypassCode'>;
  readonly notes: Pick<BypassNotes, 'find' | 'noteApproval'>;
}

type ApprovedBypassCode =
  | { readonly kind: 'approved'; readonly kept: BypassCode; readonly note: BypassNote }
  | {
      readonly kind: 'refused';
      readonly reason: 'FACTOR_DISABLED' | 'USER_UNKNOWN' | 'BYPASS_CODE_UNKNOWN' | 'SECOND_PERSON_NEEDED';
    };

/**
 * A second person agrees to a code: never its maker, whatever the settings say by now. Who agrees is noted first, so that no
 * code works of which nobody could say who agreed; the write of the credential then decides. The same person may say it
 * again, since an answer can get lost.
 */
export async function approveBypassCode(
  deps: ApproveBypassCodeDependencies,
  settings: Settings,
  user: UserKey,
  { id, by }: { readonly id: string; readonly by: UserKey },
): Promise<ApprovedBypassCode> {
  if (!settings.BypassCodes_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const record = await deps.users.load(user);
  if (record.account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const nowMs = deps.clock();
  const kept = record.credential?.bypass;
  const note = kept?.id === id && nowMs < kept.expiresAtMs ? await deps.notes.find(user, id) : undefined;
  if (kept === undefined || note === undefined) return { kind: 'refused', reason: 'BYPASS_CODE_UNKNOWN' };
  if (isSameUser(note.madeBy, by) || isSameUser(user, by)) return { kind: 'refused', reason: 'SECOND_PERSON_NEEDED' };
  if (kept.isApproved) {
    const isRepeated = note.approvedBy !== undefined && isSameUser(note.approvedBy, by);
    return isRepeated ? { kind: 'approved', kept, note } : { kind: 'refused', reason: 'BYPASS_CODE_UNKNOWN' };
  }
  await deps.notes.noteApproval(user, id, { by, atMs: nowMs });
  const approved = await deps.credentials.approveBypassCode(user, id);
  if (approved === 'blocked') return { kind: 'refused', reason: 'BYPASS_CODE_UNKNOWN' };
  return {
    kind: 'approved',
    kept: { ...kept, isApproved: true },
    note: { ...note, approvedBy: by, approvedAtMs: nowMs },
  };
}
