import { generatePin } from '../otp/pin.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import { type OneTimeCode, Secret } from '../secrets/secret.ts';
import { foldTyped, withoutSeparators } from '../typed-text.ts';

/** Crockford's alphabet: no I, L, O or U. Ten characters are 50 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

export function generateEnrolmentCode(random: RandomBytes): OneTimeCode {
  return generatePin(random, LENGTH, ALPHABET);
}

/** In two groups, as it is shown and typed. */
export function formatEnrolmentCode(code: OneTimeCode): string {
  const text = code.reveal();
  return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`;
}

/** One spelling: letters that look like digits become those, blanks, dashes and what nobody sees go. */
export function normaliseEnrolmentCode(typed: string): OneTimeCode {
  const upper = withoutSeparators(foldTyped(typed).toUpperCase());
  return new Secret(upper.replace(/O/g, '0').replace(/[IL]/g, '1'));
}

/** Of the code that ends what somebody else began: of the same form, and good for nothing else. */
export function hashCancelCode(keys: KeyGeneration, code: OneTimeCode): string {
  return mac(keys, 'cancel', [code.reveal()]).toString('base64url');
}

export function hashEnrolmentCode(keys: KeyGeneration, code: OneTimeCode): string {
  return mac(keys, 'device-enrolment', [code.reveal()]).toString('base64url');
}
