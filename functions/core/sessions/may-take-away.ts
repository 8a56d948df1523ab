import type { UserRecord } from '../ports/users.ts';
import { proofsOf } from './assurance.ts';
import { proofStands } from './proof-stands.ts';
import type { Factor, Session } from './session.ts';

/** Codes that were kept or given out for an emergency. */
const RESCUES: ReadonlySet<Factor> = new Set(['recovery', 'bypass']);

/**
 * Whether factors may be removed, reported lost or brought back in this session. A code for an emergency gives back what
 * its owner has lost and takes nothing away, nor does what was shown after it, since that may have been added with it. What
 * was proven with a factor that is lost by now is nobody's proof.
 */
export function mayTakeAway(session: Pick<Session, 'purpose' | 'proven'>, record: UserRecord): boolean {
  if (session.proven.some(({ factor }) => RESCUES.has(factor))) return false;
  return proofsOf(session).some((one) => proofStands(record, one));
}
