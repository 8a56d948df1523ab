import type { UserKey } from '../directory/user.ts';
import type { Language } from '../messages/languages.ts';
import type { Clock } from '../ports/clock.ts';
import type { Courier } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Domains } from '../ports/identity-domains.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Users } from '../ports/users.ts';
import type { OneTimeCode } from '../secrets/secret.ts';

type Channel = 'email' | 'sms' | 'totp' | 'custom' | 'none';

interface AnyOtpRequest {
  readonly user: UserKey;
  readonly application: string;
  /** The caller and his `Idempotency-Key`. */
  readonly idempotency: { readonly caller: string; readonly key: string } | undefined;
}

/** The client takes the code and checks it by validateOTP or at the token endpoint. */
export interface ClientOtpRequest extends AnyOtpRequest {
  readonly by: 'client';
  /** Nobody registered the name of the application, so it is shown with care. */
  readonly isFreeName: boolean;
  readonly channel: Channel;
  readonly sessionId: string | undefined;
  /** Addresses that stand in for those of the directory. */
  readonly email: string | undefined;
  readonly phone: string | undefined;
}

/** A hosted page takes the code, in this session alone. */
export interface PageOtpRequest extends AnyOtpRequest {
  readonly by: 'page';
  readonly channel: 'email' | 'sms';
  readonly sessionId: string;
  /** An address that the person says is his; without it the code goes to that of the directory. */
  readonly newAddress: string | undefined;
  /** Of the page, on which the person is reading now. */
  readonly language: Language;
}

export type CreateOtpRequest = ClientOtpRequest | PageOtpRequest;

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
      /** Where it went; missing where nothing is sent. */
      readonly address?: string;
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
  readonly quotas: Quotas;
  readonly domains: Pick<Domains, 'find'>;
}
