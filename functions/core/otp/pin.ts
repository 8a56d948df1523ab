import { assertNever } from '../assert-never.ts';
import type { UserKey } from '../directory/user.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import { type OneTimeCode, Secret } from '../secrets/secret.ts';

/** A code that a client asked for: good for this user, this application and, if the client named one, its session. */
export interface ClientScope extends UserKey {
  readonly purpose: 'pin';
  readonly application: string;
  /** As the client wrote it: any text. */
  readonly sessionId: string | undefined;
}

/**
 * A PIN that a hosted page sent: good for this session of this service, this way and this address. `page-pin` proves an
 * address of the directory; `new-address` shows that an address is the person's, and is no factor.
 */
export interface PageScope extends UserKey {
  readonly purpose: 'page-pin' | 'new-address';
  readonly application: string;
  readonly sessionId: string;
  readonly method: 'email' | 'sms';
  readonly address: string;
}

export type PinScope = ClientScope | PageScope;

/**
 * A PIN of `length` characters, each equally likely: a byte outside the largest multiple of the alphabet's size is
 * thrown away instead of being folded in.
 */
export function generatePin(random: RandomBytes, length: number, alphabet: string): OneTimeCode {
  const characters = [...alphabet];
  const limit = 256 - (256 % characters.length);
  let pin = '';
  for (let made = 0; made < length; ) {
    for (const byte of random(length - made)) {
      if (byte >= limit) continue;
      pin += characters[byte % characters.length];
      made += 1;
    }
  }
  return new Secret(pin);
}

/** The name under which a PIN stands in the credential item: 128 bits of HMAC-SHA-256 over everything it is bound to. */
export function hashPin(keys: KeyGeneration, scope: PinScope, pin: OneTimeCode): string {
  return mac(keys, scope.purpose, [...boundTo(scope), pin.reveal()])
    .subarray(0, 16)
    .toString('base64url');
}

function boundTo(scope: PinScope): (string | null)[] {
  const { domain, userId, application } = scope;
  switch (scope.purpose) {
    case 'pin':
      return [domain, userId, application, scope.sessionId ?? null];
    case 'page-pin':
    case 'new-address':
      return [domain, userId, application, scope.sessionId, scope.method, scope.address];
    default:
      return assertNever(scope);
  }
}
