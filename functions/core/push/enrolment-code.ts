import { CROCKFORD, foldCrockford } from '../otp/crockford.ts';
import { generatePin } from '../otp/pin.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import type { OneTimeCode } from '../secrets/secret.ts';

/** 50 bits. */
const LENGTH = 10;

export function generateEnrolmentCode(random: RandomBytes): OneTimeCode {
  return generatePin(random, LENGTH, CROCKFORD);
}

/** In two groups, as it is shown and typed. */
export function formatEnrolmentCode(code: OneTimeCode): string {
  const text = code.reveal();
  return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`;
}

export function normaliseEnrolmentCode(typed: string): OneTimeCode {
  return foldCrockford(typed);
}

/** Of the code that ends what somebody else began: of the same form, and good for nothing else. */
export function hashCancelCode(keys: KeyGeneration, code: OneTimeCode): string {
  return mac(keys, 'cancel', [code.reveal()]).toString('base64url');
}

export function hashEnrolmentCode(keys: KeyGeneration, code: OneTimeCode): string {
  return mac(keys, 'device-enrolment', [code.reveal()]).toString('base64url');
}
