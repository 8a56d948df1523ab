import type { UserKey } from '../identity/user.ts';
import type { PinScope } from '../otp/pin.ts';
import type { Clock, Courier, Credentials, KeyRing, RandomBytes, Users } from '../ports.ts';
import type { OneTimeCode } from '../secrets/secret.ts';

type Channel = 'email' | 'sms' | 'totp' | 'custom' | 'none';

export interface CreateOtpRequest {
  readonly user: UserKey;
  readonly application: string;
  readonly channel: Channel;
  readonly sessionId: string | undefined;
  /** Addresses that stand in for those of the directory. */
  readonly email: string | undefined;
  readonly phone: string | undefined;
  /** The caller and his `Idempotency-Key`. */
  readonly idempotency: { readonly caller: string; readonly key: string } | undefined;
}

type RefusedReason =
  | 'SEND_LIMIT_EXCEEDED'
  | 'FACTOR_NOT_ENROLLED'
  | 'FACTOR_DISABLED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'DELIVERY_FAILED';

export type CreateOtpOutcome =
  | {
      readonly kind: 'created';
      readonly correlationId: string;
      readonly expiresAtMs: number;
      /** Only for a caller who delivers it himself. */
      readonly pin?: OneTimeCode;
    }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'phone-invalid' }
  | { readonly kind: 'too-soon'; readonly untilMs: number }
  | { readonly kind: 'locked'; readonly untilMs?: number }
  | { readonly kind: 'unknown-user' }
  | { readonly kind: 'busy' };

export interface CreateOtpDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Users;
  readonly credentials: Credentials;
  readonly courier: Courier;
}

/** What the PIN or the correlation id of this request is bound to. */
export function scopeOf(request: CreateOtpRequest): PinScope {
  return { ...request.user, application: request.application, sessionId: request.sessionId };
}
