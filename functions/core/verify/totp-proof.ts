import { isOfEpoch } from '../directory/epoch.ts';
import { isEnrolmentOver } from '../enrol/enrolment.ts';
import { whyNotEnrol } from '../enrol/why-not-enrol.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../enrol/with-factor-lease.ts';
import { checkTotpCorrelationId } from '../otp/correlation-id.ts';
import { TOTP_PERIOD_SECONDS, timeStep } from '../otp/hotp.ts';
import type { ClientScope } from '../otp/pin.ts';
import { findDrift, matchTotp } from '../otp/totp.ts';
import { readCode, SIX_DIGITS } from '../otp/typed-code.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Users } from '../ports/users.ts';
import type { EndOldFactors } from '../recovery/end-old-factors.ts';
import type { Reset } from '../recovery/reset.ts';
import { openTotpSecret } from '../secrets/seal.ts';
import type { OneTimeCode, TotpSecret } from '../secrets/secret.ts';
import type { Credential, TotpKey, TotpSlot } from './credential.ts';
import { compareLegacySecret, tryLegacySecret } from './legacy-totp.ts';
import { proofMark } from './proof-mark.ts';
import type { AttemptOutcome, Proof, TryContext, TryOutcome } from './verify.ts';

export interface TotpProofDependencies extends FactorLeaseDependencies {
  readonly keys: KeyRing;
  readonly credentials: Credentials;
  readonly users: Users;
  readonly random: RandomBytes;
  /** Missing where that cannot be done: a key that a reset made is not confirmed there. */
  readonly endOldFactors?: EndOldFactors;
}

export interface TotpProofInput {
  /** Of an earlier call, which asked for the code; missing where the code comes with everything that it is for. */
  readonly asked?: { readonly scope: ClientScope; readonly correlationId: string };
  readonly code: OneTimeCode;
  /** Say of a wrong code whether it is that of a clock which is off. */
  readonly explainsDrift?: boolean;
  /**
   * The one key that counts. `pendingTotp`: the user is enrolling, and a code of another authenticator confirms nothing.
   * `totp`: a key that is not confirmed yet proves nothing, since a password alone may have made it.
   */
  readonly only?: TotpSlot;
}

/**
 * The code of an authenticator app, in two writes: the first reserves an attempt and returns the keys, the second
 * stores the accepted step, clears the counters and confirms a pending key. An attempt that is never settled stays
 * counted (CVE-2023-47111: parallel checks outran a counter that was moved after the comparison).
 */
export function totpProof(deps: TotpProofDependencies, typed: TotpProofInput): Proof {
  const code = readCode(typed.code, SIX_DIGITS);
  const input = { ...typed, code: code ?? typed.code };
  return {
    async attempt(context: TryContext): Promise<AttemptOutcome> {
      if (!context.settings.Totp_Enabled) return { kind: 'rejected', reason: 'FACTOR_DISABLED' };
      if (code === undefined) return { kind: 'unreadable' };
      const reserved = await deps.credentials.reserveAttempt(context.user, { ...context, factor: 'totp' });
      if (reserved === 'blocked') return { kind: 'blocked' };
      const bound = await isBound(deps, input, context);
      const found = await findKey(deps, reserved, input, context);
      if (found.kind === 'replay') return { kind: 'rejected', reason: 'OTP_REPLAYED' };
      if (found.kind === 'mismatch') {
        const legacyTotp = await legacySecretBeside(deps, input, context, reserved);
        if (legacyTotp === undefined) return explainMismatch(deps, reserved, input, context);
        return compareLegacySecret(deps, context, legacyTotp, bound ? input.code : 'not bound');
      }
      if (!bound) return { kind: 'rejected', reason: 'OTP_INVALID' };
      return found.confirms ? confirm(deps, context, found) : settle(deps, context, found);
    },

    /** Not locked: the user has no key here, or the lock ended between the write and the look. */
    async explain(
      context: TryContext,
      credential: Credential | undefined,
      legacyTotp?: TotpSecret,
    ): Promise<TryOutcome> {
      if (keysOf(credential, {}).length > 0) return { kind: 'blocked' };
      if (legacyTotp === undefined || input.only === 'pendingTotp') {
        return { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' };
      }
      const bound = await isBound(deps, input, context);
      return tryLegacySecret(deps, context, legacyTotp, bound ? input.code : 'not bound');
    },
  };
}

/** A user who is enrolling anew still has the key of the old system; only then is his directory asked. */
async function legacySecretBeside(
  deps: TotpProofDependencies,
  { only }: TotpProofInput,
  { user }: TryContext,
  { totp, legacyOver }: Credential,
): Promise<TotpSecret | undefined> {
  if (only === 'pendingTotp' || totp !== undefined || legacyOver !== undefined) return undefined;
  return (await deps.users.load(user)).legacyTotp;
}

/**
 * Makes a pending key count, under the user's lease: all that was asked when it was made is asked again, while no other
 * factor can come or go. One that a password alone made may be a thief's, and must not come to life beside a device.
 */
async function confirm(deps: TotpProofDependencies, context: TryContext, found: MatchingKey): Promise<TryOutcome> {
  const { user, settings, nowMs } = context;
  const outcome = await withFactorLease(deps, user, async (): Promise<TryOutcome> => {
    const record = await deps.users.load(user);
    const { by = 'password', epoch } = found.key;
    const isOfNow = record.account !== undefined && isOfEpoch(record.account, epoch);
    const reset = by === 'reset' ? record.credential?.reset : undefined;
    const canEnd = reset === undefined || deps.endOldFactors !== undefined;
    const isOver = isEnrolmentOver(found.key, nowMs);
    if (!isOfNow || isOver || !canEnd || whyNotEnrol(settings, record, by, nowMs) !== undefined) {
      return { kind: 'rejected', reason: 'OTP_INVALID' };
    }
    const settled = await settle(deps, context, found, reset);
    if (reset !== undefined && settled.kind === 'accepted') await deps.endOldFactors?.(user, record);
    return settled;
  });
  return outcome === 'busy' ? { kind: 'busy' } : outcome;
}

async function settle(
  deps: TotpProofDependencies,
  { user, nowMs }: TryContext,
  { key, step, confirms }: MatchingKey,
  reset?: Reset,
): Promise<TryOutcome> {
  const settled = await deps.credentials.settleTotp(user, { key, step, confirms, nowMs, reset });
  // Another call was faster with the same step, or the key was replaced meanwhile; the attempt stays counted.
  return settled === 'settled'
    ? { kind: 'accepted', of: proofMark(key.sealed) }
    : { kind: 'rejected', reason: 'OTP_REPLAYED' };
}

async function isBound(deps: TotpProofDependencies, { asked }: TotpProofInput, context: TryContext): Promise<boolean> {
  if (asked === undefined || context.settings.ValidateAnyPin) return true;
  return checkTotpCorrelationId(await deps.keys.current(), asked.scope, asked.correlationId, context.nowMs);
}

interface MatchingKey {
  readonly step: number;
  readonly key: TotpKey;
  readonly confirms: boolean;
}

type FoundKey =
  | ({ readonly kind: 'match' } & MatchingKey)
  | { readonly kind: 'replay' }
  | { readonly kind: 'mismatch' };

/** Tries the confirmed key and the pending one; a match of either counts for more than a replay. */
async function findKey(
  deps: TotpProofDependencies,
  credential: Credential,
  input: TotpProofInput,
  { user, settings, nowMs }: TryContext,
): Promise<FoundKey> {
  let found: FoundKey = { kind: 'mismatch' };
  for (const { slot, key } of keysOf(credential, input)) {
    if (found.kind === 'match') continue;
    const secret = openTotpSecret(await deps.keys.generation(key.keyId), user, key.sealed);
    const match = matchTotp({ ...key, secret, code: input.code, nowMs, window: settings.TotpTimeWindow });
    if (match.kind === 'match') found = { ...match, key, confirms: slot === 'pendingTotp' };
    else if (match.kind === 'replay') found = match;
  }
  return found;
}

/**
 * Whose clock is off? A code ahead of its time will be right later, so to confirm that it is one would give a guesser
 * more codes to hit than the window has. It is therefore spent first, and at most one at a time is explained.
 */
async function explainMismatch(
  deps: TotpProofDependencies,
  credential: Credential,
  input: TotpProofInput,
  { user, nowMs }: TryContext,
): Promise<TryOutcome> {
  const rejected = { kind: 'rejected', reason: 'OTP_INVALID' } as const;
  if (input.explainsDrift !== true) return rejected;
  for (const { slot, key } of keysOf(credential, input)) {
    const secret = openTotpSecret(await deps.keys.generation(key.keyId), user, key.sealed);
    const drift = findDrift({ secret, code: input.code, nowMs });
    if (drift === undefined) continue;
    const current = timeStep(nowMs);
    const mark = { slot, key, step: current + drift, currentStep: current };
    // Stryker disable next-line EqualityOperator: no drift is 0, for the window has the step of now and would have matched
    if (drift > 0 && (await deps.credentials.spendAhead(user, mark)) === 'blocked') return rejected;
    return { ...rejected, driftSeconds: drift * TOTP_PERIOD_SECONDS };
  }
  return rejected;
}

/** Those that can prove something now. */
function keysOf(
  credential: Credential | undefined,
  { only }: Pick<TotpProofInput, 'only'>,
): { slot: TotpSlot; key: TotpKey }[] {
  const slots: readonly TotpSlot[] = only === undefined ? ['totp', 'pendingTotp'] : [only];
  return slots.flatMap((slot) => {
    const key = credential?.[slot];
    if (key === undefined || key.lostAtMs !== undefined) return [];
    // What a reset has made ends other factors too, which is done where it was made and nowhere else.
    return key.by === 'reset' && only !== 'pendingTotp' ? [] : [{ slot, key }];
  });
}
