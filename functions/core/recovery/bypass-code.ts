import { generatePin } from '../otp/pin.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import { type OneTimeCode, Secret } from '../secrets/secret.ts';
import { foldTyped, withoutSeparators } from '../typed-text.ts';

const DIGITS = '0123456789';
const SALT_BYTES = 16;
const ID_BYTES = 8;
const KEPT_BYTES = 16;
/** What the setting `BypassCodeLength` can be. */
const FORM = /^[0-9]{10,20}$/;

/** What is kept of the one code that the help desk gave out for a user (OCI: bypass code). */
export interface BypassCode {
  /** Names it in the record and to those who look after it. */
  readonly id: string;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly expiresAtMs: number;
  readonly usesLeft: number;
  /** False while a second person has to agree. */
  readonly isApproved: boolean;
}

interface MakeDependencies {
  readonly random: RandomBytes;
  readonly slowHash: SlowHash;
}

/** Makes a code of so many digits, to be told once, and what is kept of it. */
export async function makeBypassCode(
  { random, slowHash }: MakeDependencies,
  { length, ...terms }: { readonly length: number } & Pick<BypassCode, 'expiresAtMs' | 'usesLeft' | 'isApproved'>,
): Promise<{ readonly code: OneTimeCode; readonly kept: BypassCode }> {
  const code = generatePin(random, length, DIGITS);
  const salt = random(SALT_BYTES);
  const id = Buffer.from(random(ID_BYTES)).toString('base64url');
  return { code, kept: { id, salt, hash: await hashBypassCode(slowHash, salt, code), ...terms } };
}

/** 16 bytes. */
export async function hashBypassCode(slowHash: SlowHash, salt: Uint8Array, code: OneTimeCode): Promise<Uint8Array> {
  return (await slowHash(code, salt)).subarray(0, KEPT_BYTES);
}

/** The code that somebody meant; undefined for what cannot be one. */
export function readBypassCode(typed: OneTimeCode): OneTimeCode | undefined {
  const digits = withoutSeparators(foldTyped(typed.reveal()));
  return FORM.test(digits) ? new Secret(digits) : undefined;
}
