import type { Secret } from '../secrets/secret.ts';

/** NIST SP 800-63B-4 3.1.1.2 asks for 15 where a password stands alone, and 8 beside a second factor. */
export const MIN_PASSWORD_LENGTH = 12;
/** The same section asks verifiers to take at least 64; the bound keeps the hashing of one short. */
export const MAX_PASSWORD_LENGTH = 256;

/** They stand in the README: whoever reads it could sign in. The local run puts them into its own table alone. */
export const DEMO_PASSWORDS: readonly string[] = [
  'demo-app-secret',
  'alice-password',
  'bob-password',
  'fumiko-password',
  'goro-password',
  'admin-password',
];

type PasswordFault = 'too-short' | 'too-long' | 'common' | 'user-name' | 'demo';

/** What each fault asks for instead. */
export const PASSWORD_EXPECTED = {
  'too-short': `at least ${MIN_PASSWORD_LENGTH} characters`,
  'too-long': `at most ${MAX_PASSWORD_LENGTH} characters`,
  common: 'none that many people use',
  'user-name': 'none that contains the user name',
  demo: 'none that stands in the documents',
} as const satisfies Record<PasswordFault, string>;

/** Shorter names stand in too many good passwords. */
const MIN_NAME_LENGTH = 4;

/**
 * Why a password is not taken. `common` holds the passwords that people use most, in lower case; one of them with
 * digits or signs around it, or written several times, is as easily guessed.
 */
export function passwordFault(
  password: Secret<string>,
  { userId, common }: { readonly userId: string; readonly common: ReadonlySet<string> },
): PasswordFault | undefined {
  const text = password.reveal().normalize('NFKC');
  const { length } = [...text];
  if (length < MIN_PASSWORD_LENGTH) return 'too-short';
  if (length > MAX_PASSWORD_LENGTH) return 'too-long';
  const folded = text.toLowerCase();
  if (DEMO_PASSWORDS.includes(folded)) return 'demo';
  if (userId.length >= MIN_NAME_LENGTH && folded.includes(userId)) return 'user-name';
  return isCommon(folded, common) ? 'common' : undefined;
}

const DECORATION = /[\d\p{P}\p{S}\s]/u;

function isCommon(folded: string, common: ReadonlySet<string>): boolean {
  // A few characters, again and again.
  if (/^(.{1,6}?)\1+$/su.test(folded)) return true;
  // Some common passwords end in digits themselves (`zaq123`), so every way to take the decoration off is looked at.
  for (let start = 0; start < folded.length; start++) {
    // Stryker disable next-line EqualityOperator: only where all is decoration, which is common, would it come that far
    for (let end = folded.length; end > start; end--) {
      if (common.has(folded.slice(start, end))) return true;
      if (!DECORATION.test(folded.charAt(end - 1))) break;
    }
    if (!DECORATION.test(folded.charAt(start))) return false;
  }
  // Nothing but digits and signs.
  return true;
}
