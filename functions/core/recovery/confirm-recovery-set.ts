import { ownershipOf } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import { mayTakeAway, type ProvenIn } from '../sessions/may-take-away.ts';
import { proofStands } from '../sessions/proof-stands.ts';
import { hashRecoveryCode, type PendingRecoverySet, readRecoveryCode } from './recovery-codes.ts';

interface ConfirmDependencies {
  readonly slowHash: SlowHash;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'putRecoverySet'>;
}

/**
 * Whether a new set may be made in this session. It ends the one that its owner keeps, which nothing does that was got with
 * a code for an emergency or added just now. Where there is none to end, any other proof does.
 */
export function mayMakeRecoverySet(proven: ProvenIn, record: UserRecord): boolean {
  if (record.credential?.recovery !== undefined) return mayTakeAway(proven, record);
  const { settings, session } = proven;
  return session.proven.some((one) => one.factor !== 'recovery' && proofStands(settings, record, one));
}

/**
 * Its owner has typed one code of a new set: it counts from now on, in the place of the very set that stood when it was
 * made. So a form that is sent again, or an older tab, brings no code back that was used or replaced since.
 */
export async function confirmRecoverySet(
  deps: ConfirmDependencies,
  { user, account }: { readonly user: UserKey; readonly account: Account },
  { replaces, ...set }: PendingRecoverySet,
  typed: OneTimeCode,
): Promise<'stored' | 'stored-before' | 'replaced' | 'wrong'> {
  const code = readRecoveryCode(typed);
  if (code === undefined) return 'wrong';
  const hash = await hashRecoveryCode(deps.slowHash, set.salt, code);
  if (!set.hashes.some((one) => constantTimeEqual(one, hash))) return 'wrong';
  const stored = await deps.credentials.putRecoverySet(user, set, ownershipOf(account), replaces);
  if (stored === 'stored') return 'stored';
  const { credential } = await deps.users.load(user);
  const now = credential?.recovery?.salt;
  return now !== undefined && Buffer.compare(now, set.salt) === 0 ? 'stored-before' : 'replaced';
}
