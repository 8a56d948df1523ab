import { type OneTimeCode, Secret } from '../secrets/secret.ts';
import { withoutSeparators } from '../typed-text.ts';

/** What codes of one kind are made of. */
interface CodeForm {
  /** Each character once. */
  readonly alphabet: string;
  readonly length: number;
}

/** Of an authenticator app, and of a push. */
export const SIX_DIGITS: CodeForm = { alphabet: '0123456789', length: 6 };

/**
 * The code that somebody meant; undefined for what cannot be one. Blanks and dashes go, also where the code has none of
 * its own; upper and lower case are one where the alphabet has one of them.
 */
export function readCode(typed: OneTimeCode, { alphabet, length }: CodeForm): OneTimeCode | undefined {
  const code = withoutSeparators(inCaseOf(alphabet, typed.reveal()), alphabet);
  const fits = code.length === length && [...code].every((character) => alphabet.includes(character));
  return fits ? new Secret(code) : undefined;
}

function inCaseOf(alphabet: string, text: string): string {
  if (alphabet === alphabet.toUpperCase()) return text.toUpperCase();
  return alphabet === alphabet.toLowerCase() ? text.toLowerCase() : text;
}
