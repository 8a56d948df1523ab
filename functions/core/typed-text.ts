/**
 * What a person meant by a text that he typed or pasted: NFKC, the decimal digits of every script as ASCII ones, and
 * without characters that nobody sees (direction marks, joiners, variation selectors), which come along with a copy.
 */
export function foldTyped(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{DI}]/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit);
}

/** Ten digits of a script stand in a row from its zero on, and may follow those of another one (Unicode Standard 4.6). */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let zero = codePoint;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((codePoint - zero) % 10);
}

/**
 * Without blanks, dashes, full stops, quotes and the like, but for characters that the text is made of. Japanese
 * keyboards have the mark of a long vowel (U+30FC) where others have a dash.
 */
export function withoutSeparators(text: string, alphabet = ''): string {
  return text.replace(/[\p{P}\p{S}\p{Z}\p{C}\p{M}\u30FC]/gu, (mark) => (alphabet.includes(mark) ? mark : ''));
}
