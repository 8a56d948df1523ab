import { hashPin, type PinScope } from '../otp/pin.ts';
import { readCode } from '../otp/typed-code.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Credential } from './credential.ts';
import type { AttemptOutcome, Proof, TryContext, TryOutcome } from './verify.ts';

interface PinProofDependencies {
  readonly keys: KeyRing;
  readonly credentials: Credentials;
}

interface PinProofInput {
  readonly scope: PinScope;
  readonly correlationId: string;
  readonly code: OneTimeCode;
  /** A PIN that its own caller could read does not count. */
  readonly mustProveFactor?: boolean;
}

/**
 * A PIN that was sent: one write counts the attempt, consumes the PIN and clears the counters, whatever the outcome
 * (NIST SP 800-63B-4 3.1.3.2: accepted once).
 */
export function pinProof(
  deps: PinProofDependencies,
  { scope, correlationId, code, mustProveFactor = false }: PinProofInput,
): Proof {
  const hash = async (pin: OneTimeCode): Promise<string> => hashPin(await deps.keys.current(), scope, pin);
  return {
    async attempt({ user, settings, limits, nowMs }: TryContext): Promise<AttemptOutcome> {
      const pin = readPin(settings, code);
      if (pin === undefined) return { kind: 'unreadable' };
      const bound = settings.ValidateAnyPin ? {} : { correlationId };
      const outcome = await deps.credentials.consumePin(user, {
        pinHash: await hash(pin),
        mustProveFactor,
        nowMs,
        limits,
        ...bound,
      });
      return outcome === 'rejected' ? { kind: 'rejected', reason: 'OTP_INVALID' } : { kind: outcome };
    },

    /** Not locked, so the PIN stands there but is out of time, of another correlation id or no factor: a failure too. */
    async explain(
      { user, settings, limits, nowMs }: TryContext,
      credential: Credential | undefined,
    ): Promise<TryOutcome> {
      // Without the item nothing was ever sent: there is no code to guess, so there is nothing to count.
      if (credential === undefined) return { kind: 'rejected', reason: 'OTP_INVALID' };
      const pinHash = await hash(readPin(settings, code) ?? code);
      const pin = credential.pins[pinHash];
      if (pin === undefined) return { kind: 'blocked' };
      const expired = pin.expiresAtMs <= nowMs;
      const counted = await deps.credentials.countFailure(user, {
        nowMs,
        limits,
        ...(expired ? { expiredPin: pinHash } : {}),
      });
      if (counted === 'blocked') return { kind: 'blocked' };
      return { kind: 'rejected', reason: expired ? 'OTP_EXPIRED' : 'OTP_INVALID' };
    },
  };
}

function readPin({ PinChars, PinLength }: Settings, code: OneTimeCode): OneTimeCode | undefined {
  return readCode(code, { alphabet: PinChars, length: PinLength });
}
