import { base32nopad } from '@scure/base';
import { NO_STEP } from '../otp/hotp.ts';
import { matchTotp } from '../otp/totp.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { sealTotpSecret } from '../secrets/seal.ts';
import { type OneTimeCode, Secret, type TotpSecret } from '../secrets/secret.ts';
import { proofMark } from './proof-mark.ts';
import type { TryContext, TryOutcome } from './verify.ts';

/** 16 letters are 10 bytes: less than RFC 4226 asks for (R6), but what the old system gave its users. */
const MIN_SECRET_BYTES = 10;
/** The block of SHA-1; no authenticator has more, and what is longer is some other text. */
const MAX_SECRET_BYTES = 64;

/**
 * Reads the TOTP secret out of an attribute of the old system: Base32, in any case, with or without padding, in one piece
 * or in groups of one size. The attribute may hold other texts besides it (`description` often does); two secrets are none.
 */
export function readLegacySecret(values: readonly string[]): TotpSecret | undefined {
  const secrets = values.map(decode).filter((bytes) => bytes !== undefined);
  const [secret] = secrets;
  return secret === undefined || secrets.length > 1 ? undefined : new Secret(secret);
}

function decode(value: string): Uint8Array | undefined {
  const text = value
    .trim()
    .replace(/[\s=]+$/, '')
    .toUpperCase()
    .replace(/[\s-]+/g, ' ');
  const letters = text.replaceAll(' ', '');
  if (!isEven(text, letters) || looksLikeWords(letters)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = base32nopad.decode(letters);
  } catch {
    return undefined;
  }
  return bytes.length >= MIN_SECRET_BYTES && bytes.length <= MAX_SECRET_BYTES ? bytes : undefined;
}

/** A secret is written in groups of one size, of which the last may be shorter; words have the lengths that they have. */
function isEven(text: string, letters: string): boolean {
  // Stryker disable next-line Regex: without a blank, -1 letters are found as seldom as all of them with one behind
  const size = text.search(/ |$/);
  return letters.replace(new RegExp(`.{${size}}(?!$)`, 'g'), '$& ') === text;
}

/** Of 10,000 letters of English text, those from A to Z; the texts of other European languages are near enough. */
const PER_10_000 = [
  820, 150, 280, 430, 1270, 220, 200, 610, 700, 15, 80, 400, 240, 670, 750, 190, 10, 600, 630, 910, 280, 100, 240, 15,
  200, 7,
];
/** In a secret, each of the 32 signs of Base32 is as likely as the others. */
const BITS = PER_10_000.map((count) => Math.log2((count * 32) / 10_000));
/** So many bits more likely as words: 1 secret in 700 is, of those with 16 letters, and far fewer of longer ones. */
const WORDS_BITS = 4;

/**
 * "Marketing manager" decodes to 10 bytes, but everybody could compute its codes. Hardly a word has digits or a letter
 * three times in a row; without them, the frequencies of the letters tell words from chance.
 */
function looksLikeWords(letters: string): boolean {
  if (/[^A-Z]|(.)\1\1/.test(letters)) return false;
  const bits = [...letters].reduce((sum, letter) => sum + (BITS[letter.charCodeAt(0) - 'A'.charCodeAt(0)] ?? 0), 0);
  // Stryker disable next-line EqualityOperator: logarithms add up to no whole number
  return bits > WORDS_BITS;
}

interface TakeOverDependencies {
  readonly keys: KeyRing;
  readonly random: RandomBytes;
  readonly credentials: Pick<Credentials, 'reserveLegacyAttempt' | 'takeOverTotp'>;
}

/** A try at the secret of the old system by a user who has no key here. The first write counts and asks the lock. */
export async function tryLegacySecret(
  deps: TakeOverDependencies,
  context: TryContext,
  secret: TotpSecret,
  code: OneTimeCode | 'not bound',
): Promise<TryOutcome> {
  const reserved = await deps.credentials.reserveLegacyAttempt(context.user, context);
  return reserved === 'blocked' ? { kind: 'blocked' } : compareLegacySecret(deps, context, secret, code);
}

/**
 * For an attempt that is counted already: the right code seals the secret into the user's item as his confirmed key, so
 * that nobody must enrol again and the attribute is never asked for again. A wrong one changes nothing.
 */
export async function compareLegacySecret(
  deps: TakeOverDependencies,
  { user, settings, nowMs }: TryContext,
  secret: TotpSecret,
  code: OneTimeCode | 'not bound',
): Promise<TryOutcome> {
  if (code === 'not bound') return { kind: 'rejected', reason: 'OTP_INVALID' };
  const match = matchTotp({ secret, code, nowMs, window: settings.TotpTimeWindow, lastStep: NO_STEP });
  if (match.kind !== 'match') return { kind: 'rejected', reason: 'OTP_INVALID' };
  const keys = await deps.keys.current();
  const sealed = sealTotpSecret(keys, deps.random, user, secret);
  const taken = await deps.credentials.takeOverTotp(user, {
    sealed,
    keyId: keys.id,
    lastStep: match.step,
    createdAtMs: nowMs,
    confirmedAtMs: nowMs,
  });
  // Another call was faster with the same code; the attempt stays counted.
  return taken === 'taken' ? { kind: 'accepted', of: proofMark(sealed) } : { kind: 'rejected', reason: 'OTP_REPLAYED' };
}
