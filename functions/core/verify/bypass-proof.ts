import { timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../ports/credentials.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import { hashBypassCode, readBypassCode } from '../recovery/bypass-code.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { AttemptOutcome, Proof, TryContext, TryOutcome } from './verify.ts';

export interface BypassProofDependencies {
  readonly slowHash: SlowHash;
  readonly credentials: Pick<Credentials, 'reserveAttempt' | 'settleBypassCode'>;
}

/**
 * A code that the help desk gave out. As for an authenticator code the first write reserves an attempt and returns the
 * item, the second uses the code; an attempt that is never settled stays counted.
 */
export function bypassProof(deps: BypassProofDependencies, typed: OneTimeCode): Proof {
  const code = readBypassCode(typed);
  return {
    async attempt(context: TryContext): Promise<AttemptOutcome> {
      const { user, nowMs } = context;
      if (!context.settings.BypassCodes_Enabled) return { kind: 'rejected', reason: 'FACTOR_DISABLED' };
      if (code === undefined) return { kind: 'unreadable' };
      const reserved = await deps.credentials.reserveAttempt(user, { ...context, factor: 'bypass' });
      if (reserved === 'blocked') return { kind: 'blocked' };
      const { bypass } = reserved;
      if (bypass === undefined) return { kind: 'rejected', reason: 'OTP_INVALID' };
      if (!timingSafeEqual(await hashBypassCode(deps.slowHash, bypass.salt, code), bypass.hash)) {
        return { kind: 'rejected', reason: 'OTP_INVALID' };
      }
      if (bypass.expiresAtMs <= nowMs) return { kind: 'rejected', reason: 'OTP_EXPIRED' };
      if (!bypass.isApproved) return { kind: 'rejected', reason: 'BYPASS_NOT_APPROVED' };
      const settled = await deps.credentials.settleBypassCode(user, { id: bypass.id, nowMs });
      return settled === 'settled' ? { kind: 'accepted' } : { kind: 'rejected', reason: 'OTP_REPLAYED' };
    },

    /** Not locked: there is no code, or the lock ended between the write and the look. */
    async explain(_context, credential): Promise<TryOutcome> {
      const isThere = credential?.bypass !== undefined;
      return isThere ? { kind: 'blocked' } : { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' };
    },
  };
}
