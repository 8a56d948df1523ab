import { checkTotpCorrelationId } from '../otp/correlation-id.ts';
import type { PinScope } from '../otp/pin.ts';
import { matchTotp, type TotpMatch } from '../otp/totp.ts';
import type { Credentials, KeyRing } from '../ports.ts';
import { openTotpSecret } from '../secrets/seal.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Credential, TotpKey } from './credential.ts';
import type { Proof, TryContext, TryOutcome } from './verify.ts';

export interface TotpProofDependencies {
  readonly keys: KeyRing;
  readonly credentials: Credentials;
}

export interface TotpProofInput {
  readonly scope: PinScope;
  readonly correlationId: string;
  readonly code: OneTimeCode;
}

/**
 * The code of an authenticator app, in two writes: the first reserves an attempt and returns the keys, the second
 * stores the accepted step, clears the counters and confirms a pending key. An attempt that is never settled stays
 * counted (CVE-2023-47111: parallel checks outran a counter that was moved after the comparison).
 */
export function totpProof(deps: TotpProofDependencies, input: TotpProofInput): Proof {
  return {
    async attempt(context: TryContext): Promise<TryOutcome> {
      if (!context.settings.Totp_Enabled) return { kind: 'rejected', reason: 'FACTOR_DISABLED' };
      const reserved = await deps.credentials.reserveAttempt(context.user, { ...context, factor: 'totp' });
      if (reserved === 'blocked') return { kind: 'blocked' };
      const bound = await isBound(deps, input, context);
      const found = await findKey(deps, reserved, input.code, context);
      if (found.kind === 'replay') return { kind: 'rejected', reason: 'OTP_REPLAYED' };
      if (found.kind === 'mismatch' || !bound) return { kind: 'rejected', reason: 'OTP_INVALID' };
      const settled = await deps.credentials.settleTotp(context.user, {
        key: found.key,
        step: found.step,
        confirms: found.confirms,
        nowMs: context.nowMs,
      });
      // Another call was faster with the same step, or the key was replaced meanwhile; the attempt stays counted.
      return settled === 'settled' ? { kind: 'accepted' } : { kind: 'rejected', reason: 'OTP_REPLAYED' };
    },

    /** Not locked: the user has no authenticator, or the lock ended between the write and the look. */
    async explain(_context: TryContext, credential: Credential | undefined): Promise<TryOutcome> {
      const enrolled = credential?.totp !== undefined || credential?.pendingTotp !== undefined;
      return enrolled ? { kind: 'blocked' } : { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' };
    },
  };
}

async function isBound(deps: TotpProofDependencies, input: TotpProofInput, context: TryContext): Promise<boolean> {
  if (context.settings.ValidateAnyPin) return true;
  return checkTotpCorrelationId(await deps.keys.current(), input.scope, input.correlationId, context.nowMs);
}

type FoundKey =
  | { readonly kind: 'match'; readonly step: number; readonly key: TotpKey; readonly confirms: boolean }
  | { readonly kind: 'replay' }
  | { readonly kind: 'mismatch' };

/** Tries the confirmed key and the pending one; a match of either counts for more than a replay. */
async function findKey(
  deps: TotpProofDependencies,
  credential: Credential,
  code: OneTimeCode,
  context: TryContext,
): Promise<FoundKey> {
  let found: FoundKey = { kind: 'mismatch' };
  for (const slot of ['totp', 'pendingTotp'] as const) {
    const key = credential[slot];
    if (key === undefined || found.kind === 'match') continue;
    const match = await matchKey(deps, context, key, code);
    if (match.kind === 'match') found = { ...match, key, confirms: slot === 'pendingTotp' };
    else if (match.kind === 'replay') found = match;
  }
  return found;
}

async function matchKey(
  deps: TotpProofDependencies,
  { user, settings, nowMs }: TryContext,
  key: TotpKey,
  code: OneTimeCode,
): Promise<TotpMatch> {
  const secret = openTotpSecret(await deps.keys.generation(key.keyId), user, key.sealed);
  return matchTotp({ secret, code, nowMs, window: settings.TotpTimeWindow, lastStep: key.lastStep });
}
