import { CROCKFORD, readCrockford } from '../otp/crockford.ts';
import { generatePin } from '../otp/pin.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import type { OneTimeCode } from '../secrets/secret.ts';

/** How many one set has. */
const RECOVERY_CODES = 10;
/** With fewer left the person is told to make a new set. */
export const FEW_RECOVERY_CODES = 4;

/** 16 characters of 32 are 80 bits; NIST SP 800-63B-4 4.2.1.1 asks for 64. */
const LENGTH = 16;
const GROUP = 4;
const SALT_BYTES = 16;
/** Of each hash 128 bits are kept: more than the code has, and ten of them fit beside everything else. */
const KEPT_BYTES = 16;

/** What is kept of a set of recovery codes (NIST SP 800-63B-4 3.1.2.2: salted, under a password hash). */
export interface RecoverySet {
  /** 16 bytes, of the whole set: one slow hash tells which of the codes it is. */
  readonly salt: Uint8Array;
  /** Of the codes that are left, in base64url. */
  readonly hashes: readonly string[];
  readonly madeAtMs: number;
}

/** A set that its owner has not typed one code of yet: it proves nothing. */
export interface PendingRecoverySet extends RecoverySet {
  /** The salt of the set that it takes the place of; missing where there was none. */
  readonly replaces?: Uint8Array;
}

interface MakeDependencies {
  readonly random: RandomBytes;
  readonly slowHash: SlowHash;
}

/** Makes ten codes, to be shown once, and what is kept of them. */
export async function makeRecoverySet(
  { random, slowHash }: MakeDependencies,
  madeAtMs: number,
): Promise<{ readonly codes: readonly OneTimeCode[]; readonly set: RecoverySet }> {
  const salt = random(SALT_BYTES);
  const codes = Array.from({ length: RECOVERY_CODES }, () => generatePin(random, LENGTH, CROCKFORD));
  const hashes = await Promise.all(codes.map((code) => hashRecoveryCode(slowHash, salt, code)));
  return { codes, set: { salt, hashes, madeAtMs } };
}

/** What is kept of one code, in base64url. */
export async function hashRecoveryCode(slowHash: SlowHash, salt: Uint8Array, code: OneTimeCode): Promise<string> {
  const hash = await slowHash(code, salt);
  return Buffer.from(hash.subarray(0, KEPT_BYTES)).toString('base64url');
}

/** In groups of four, as it is shown, printed and typed. */
export function formatRecoveryCode(code: OneTimeCode): string {
  const text = code.reveal();
  return Array.from({ length: LENGTH / GROUP }, (_, at) => text.slice(at * GROUP, (at + 1) * GROUP)).join('-');
}

/** The code that somebody meant; undefined for what cannot be one. */
export function readRecoveryCode(typed: OneTimeCode): OneTimeCode | undefined {
  return readCrockford(typed, LENGTH);
}
