import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import { generatePin } from '../otp/pin.ts';
import type { KeyGeneration, KeyRing } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Challenge } from './challenge.ts';

/** NIST SP 800-63B-4 3.1.3.2: at least six digits; below 64 bits attempts are limited, which the lock does. */
const MATCH_CODE_DIGITS = 6;

export function generateMatchCode(random: RandomBytes): OneTimeCode {
  return generatePin(random, MATCH_CODE_DIGITS, '0123456789');
}

export function isMatchCode(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/** What the challenge keeps of its digits. */
export async function bindMatchCode(
  keyRing: KeyRing,
  challengeId: string,
  code: OneTimeCode,
): Promise<{ readonly hash: string; readonly keyId: string }> {
  const keys = await keyRing.current();
  return { hash: hashMatchCode(keys, challengeId, code), keyId: keys.id };
}

/** Bound to its challenge, so that the same digits of another one say nothing. */
function hashMatchCode(keys: KeyGeneration, challengeId: string, code: OneTimeCode): string {
  return mac(keys, 'match', [challengeId, code.reveal()]).toString('base64url');
}

/** Whether these are the digits of the challenge; one that asks for none takes an answer without. */
export async function matchesCode(
  keys: KeyRing,
  { id, matchCode }: Challenge,
  typed: OneTimeCode | undefined,
): Promise<boolean> {
  if (matchCode === undefined) return true;
  if (typed === undefined) return false;
  return constantTimeEqual(matchCode.hash, hashMatchCode(await keys.generation(matchCode.keyId), id, typed));
}
