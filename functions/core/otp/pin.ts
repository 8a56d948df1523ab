import { createHmac } from 'node:crypto';
import type { UserKey } from '../identity/user.ts';
import type { KeyGeneration, RandomBytes } from '../ports.ts';
import { type OneTimeCode, Secret } from '../secrets/secret.ts';

/** What a PIN is good for: this user, this application and, if one was named, this session. */
export interface PinScope extends UserKey {
  readonly application: string;
  readonly sessionId: string | undefined;
}

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
  return mac(keys, ['pin', scope.domain, scope.userId, scope.application, scope.sessionId ?? null, pin.reveal()])
    .subarray(0, 16)
    .toString('base64url');
}

/** HMAC-SHA-256 over a list of fields; JSON keeps them apart, whatever they contain. */
export function mac(keys: KeyGeneration, fields: readonly (string | number | null)[]): Buffer {
  return createHmac('sha256', keys.pinKey).update(JSON.stringify(fields)).digest();
}
