import { lockState } from '../lock/lock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import type { Users } from '../ports/users.ts';
import { hashRecoveryCode, readRecoveryCode } from '../recovery/recovery-codes.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { AttemptOutcome, Proof, TryContext } from './verify.ts';

export interface RecoveryProofDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly slowHash: SlowHash;
  readonly credentials: Pick<Credentials, 'consumeRecoveryCode'>;
}

/**
 * A recovery code (NIST SP 800-63B-4 4.2.1.1): one read for the salt, one slow hash, and one write that counts the
 * attempt, spends the code and clears the counters, whatever the outcome.
 */
export function recoveryProof(deps: RecoveryProofDependencies, typed: OneTimeCode): Proof {
  const code = readRecoveryCode(typed);
  return {
    async attempt({ user, settings, limits, nowMs }: TryContext): Promise<AttemptOutcome> {
      if (!settings.RecoveryCodes_Enabled) return { kind: 'rejected', reason: 'FACTOR_DISABLED' };
      if (code === undefined) return { kind: 'unreadable' };
      const { credential } = await deps.users.load(user);
      const set = credential?.recovery;
      if (credential === undefined || set === undefined) return { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' };
      // Nobody makes the service hash while nothing counts.
      if (lockState(credential, settings, nowMs).kind !== 'open') return { kind: 'blocked' };
      const codeHash = await hashRecoveryCode(deps.slowHash, set.salt, code);
      const outcome = await deps.credentials.consumeRecoveryCode(user, { salt: set.salt, codeHash, nowMs, limits });
      return outcome === 'rejected' ? { kind: 'rejected', reason: 'OTP_INVALID' } : { kind: outcome };
    },

    /** Not locked: another set has come in between. */
    explain: async () => ({ kind: 'blocked' }),
  };
}
