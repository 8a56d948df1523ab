/** Of a text that somebody else wrote and a person is shown: on a page, a device, in a message. In code points. */
export const MAX_SHOWN_TEXT = 128;

/** Canonical combining class 9: a joiner after one of these changes what is seen (RFC 5892 appendix A.1, A.2). */
const VIRAMA =
  '\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D3B\\u0D3C\\u0D4D\\u0DCA\\u0E3A\\u0EBA\\u0F84\\u1039\\u103A' +
  '\\u1714\\u1734\\u17D2\\u1A60\\u1B44\\u1BAA\\u1BAB\\u1BF2\\u1BF3\\u2D7F\\uA806\\uA8C4\\uA953\\uA9C0\\uAAF6\\uABED';
/** Scripts whose letters join; people type U+200C also after letters that do not join on, where it changes nothing. */
const JOINING = '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Mand}\\p{sc=Adlm}\\p{sc=Rohg}';

/** Joiners and variation selectors where a script or an emoji needs them. */
const NEEDED = new RegExp(
  [
    `(?<=[${VIRAMA}])[\\u200C\\u200D]`,
    `(?<=[${JOINING}]\\p{M}*)\\u200C(?=[${JOINING}])`,
    '(?<=\\p{ExtPict}[\\uFE0F\\p{EMod}]?)\\u200D(?=\\p{ExtPict})',
    '(?<=\\p{ExtPict})[\\uFE0E\\uFE0F]',
    '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
    '(?<=\\p{sc=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
    '(?<=\\p{sc=Mong})[\\u180B-\\u180D\\u180F]',
  ].join('|'),
  'gu',
);

/** Control, format, private, unassigned and halved characters, separators of lines, and what is drawn as nothing. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]/u;
/** A mark that lands on the text before ours, or a pile that covers the lines around (UTS 39 section 5.4). */
const LOOSE_MARKS = /^\p{M}|\p{Mn}{5}/u;

/**
 * One spelling for what is shown: NFC, runs of blanks as one blank, trimmed. NFC and not NFKC, which would show the "10²"
 * that an application wrote as "102".
 */
export function normaliseShownText(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/\p{Zs}+/gu, ' ')
      // Not trim(), which would also take a line break away.
      .replace(/^ | $/g, '')
  );
}

/** Whether a text shows all that it holds, in the order that it stands in, on one line. */
export function isShownText(text: string, maxCodePoints = MAX_SHOWN_TEXT): boolean {
  const shown = normaliseShownText(text);
  const length = [...shown].length;
  return length >= 1 && length <= maxCodePoints && !LOOSE_MARKS.test(shown) && !HIDDEN.test(shown.replace(NEEDED, ''));
}
