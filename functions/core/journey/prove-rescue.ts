import { type FactorLeaseDependencies, withFactorLease } from '../enrol/with-factor-lease.ts';
import { readBypassCode } from '../recovery/bypass-code.ts';
import { readRecoveryCode } from '../recovery/recovery-codes.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import { type OpenSession, type OpenSessionDependencies, recordVerdict } from '../sessions/open-session.ts';
import type { Rescue } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import { type BypassProofDependencies, bypassProof } from '../verify/bypass-proof.ts';
import { type RecoveryProofDependencies, recoveryProof } from '../verify/recovery-proof.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';
import type { Proven } from './prove-code.ts';

export interface ProveRescueDependencies
  extends OpenSessionDependencies,
    VerifyDependencies,
    Pick<RecoveryProofDependencies & BypassProofDependencies, 'slowHash'>,
    FactorLeaseDependencies {
  readonly clock: VerifyDependencies['clock'];
  readonly users: VerifyDependencies['users'];
  readonly credentials: VerifyDependencies['credentials'];
}

/**
 * A code for an emergency, typed on a page: checked as every other one, then written into the session, which goes on for
 * what is to be offered now. A sign-in spends at most one, so nobody else types one for this person meanwhile, and the
 * session is looked at anew. The code is spent before the session hears of it: what breaks in between costs a code, and
 * never gives one twice.
 */
export async function proveRescue(
  deps: ProveRescueDependencies,
  settings: Settings,
  open: OpenSession,
  { rescue, typed }: { readonly rescue: Rescue; readonly typed: OneTimeCode },
): Promise<Proven> {
  const { user } = open.session;
  const check = async (): Promise<Proven> => {
    const verdict = await verify(deps, user, settings, PROOFS[rescue].of(deps, typed));
    return { verdict, recorded: await recordVerdict(deps, { ...open, lingers: true }, { factor: rescue }, verdict) };
  };
  // A slip of the finger spends nothing, and keeps nobody waiting.
  if (PROOFS[rescue].read(typed) === undefined) return check();
  const proven = await withFactorLease(deps, user, async () => {
    const now = await deps.sessions.find(open.session.id);
    const isOpen = now !== undefined && now.end === undefined && now.proven.length === 0;
    return isOpen ? check() : { verdict: BUSY, recorded: 'blocked' as const };
  });
  return proven === 'busy' ? { verdict: BUSY, recorded: 'unchanged' } : proven;
}

const BUSY: Verdict = { kind: 'busy' };

const PROOFS = {
  recovery: { read: readRecoveryCode, of: recoveryProof },
  bypass: { read: readBypassCode, of: bypassProof },
} as const;
