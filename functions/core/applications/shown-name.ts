import type { Language } from '../messages/languages.ts';

/** What stands for a free name that could say something. */
const UNNAMED: Readonly<Record<Language, string>> = { en: 'an application', ja: 'アプリケーション' };

const PLAIN = /^[A-Za-z0-9._ -]{1,32}$/;
const MAX_WORDS = 3;
const MAX_DIGITS = 4;

/**
 * A free name in a message. Any client may call itself by it, so it is shown only where it can be neither a sentence nor
 * a number to call: at most three words of ASCII, joined to one, and four digits.
 */
export function shownFreeName(name: string, language: Language): string {
  const words = name.split(/[ ._-]+/).length;
  const digits = name.replace(/\D/g, '').length;
  const isHarmless = PLAIN.test(name) && words <= MAX_WORDS && digits <= MAX_DIGITS;
  return isHarmless ? name.replaceAll(' ', '_') : UNNAMED[language];
}
