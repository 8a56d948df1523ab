import { type OneTimeCode, Secret } from '../secrets/secret.ts';
import { foldTyped, withoutSeparators } from '../typed-text.ts';

/** Crockford's Base32: no I, L, O or U. Five bits a character. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** One spelling: letters that look like digits become those, blanks, dashes and what nobody sees go. */
export function foldCrockford(typed: string): OneTimeCode {
  const upper = withoutSeparators(foldTyped(typed).toUpperCase());
  return new Secret(upper.replace(/O/g, '0').replace(/[IL]/g, '1'));
}

/** The code that somebody meant; undefined for what cannot be one. */
export function readCrockford(typed: OneTimeCode, length: number): OneTimeCode | undefined {
  const code = foldCrockford(typed.reveal());
  const text = code.reveal();
  return text.length === length && [...text].every((character) => CROCKFORD.includes(character)) ? code : undefined;
}
