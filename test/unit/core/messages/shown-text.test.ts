import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShownText, MAX_SHOWN_TEXT, normaliseShownText } from '../../../../functions/core/messages/shown-text.ts';

describe('a text that people are shown', () => {
  it.each([
    ['Pay 1,000 yen to Acme'],
    ['¥48,000 を山田様に支払う'],
    ['10² m'],
    ['שלם 100 ש״ח'],
    ['می\u200cخواهم'],
    ['क्\u200dष'],
    ['👩🏽\u200d🚒'],
    ['🏳\ufe0f\u200d🌈'],
    ['1\ufe0f\u20e3'],
    ['葛\u{e0100}城市'],
    ['Alice’s phone'],
  ])('may be %j', (text) => {
    expect(isShownText(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u3000\u00a0'],
    ['two lines', 'Pay 1\nyen'],
    ['a line break at its end', 'Pay 1 yen\n'],
    ['a separator of lines', 'Pay 1\u2028yen'],
    ['a separator of paragraphs', 'Pay 1\u2029yen'],
    ['a bell', 'Pay\u0007'],
    ['a C1 control', 'Pay\u0085'],
    ['an override', 'Pay 1 yen to \u202eyrollaM'],
    ['an isolate', 'Pay \u2066x\u2069'],
    ['a direction mark', 'a\u200eb'],
    ['an Arabic direction mark', 'a\u061cb'],
    ['a zero-width space', 'a\u200bb'],
    ['a joiner between Latin letters', 'a\u200db'],
    ['a joiner after an emoji and before nothing', '👩\u200d'],
    ['a variation of a digit', '4\ufe0f000'],
    ['a tag', 'Pay 1\u{e0031}'],
    ['a soft hyphen', 'a\u00adb'],
    ['a filler that is a letter', 'a\u3164b'],
    ['a braille blank', 'a\u2800b'],
    ['a byte order mark', '\ufeffa'],
    ['half a character', 'a\ud83d'],
    ['a private character', 'a\ue000'],
    ['an unassigned character', 'a\u0378'],
    ['a mark that lands before it', '\u0338 10'],
    ['a pile of marks', `a${'\u0335'.repeat(5)}`],
  ])('is not %s', (_what, text) => {
    expect(isShownText(text)).toBe(false);
  });

  it('is as long in code points as in any other script', () => {
    for (const character of ['x', '漢', '😀']) {
      expect(isShownText(character.repeat(MAX_SHOWN_TEXT))).toBe(true);
      expect(isShownText(character.repeat(MAX_SHOWN_TEXT + 1))).toBe(false);
    }
    expect([isShownText('four', 4), isShownText('fives', 4)]).toEqual([true, false]);
  });

  it('is one spelling: composed, one blank between words, none around', () => {
    expect(normaliseShownText(' Cafe\u0301 \u3000\u00a0 2 ')).toBe('Café 2');
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('a', '1', ' ', '\u200d', '\u200c', '\ufe0f', '😀', 'क', '\u094d', '\u0301', '漢'),
    }),
  );

  it('stays what it is when it is normalised again, and is judged alike before and after', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = normaliseShownText(text);
        expect(normaliseShownText(shown)).toBe(shown);
        expect(isShownText(shown)).toBe(isShownText(text));
      }),
      { numRuns: 5_000, seed: 20_261_128 },
    );
  });

  it('holds no direction, control or line, wherever one is put into any text', () => {
    const hidden = fc.constantFrom(
      ...'\u0000\n\u001b\u0085\u200b\u200e\u200f\u061c\u202a\u202e\u2028\u2029\u2066\u2069\ufeff',
    );
    fc.assert(
      fc.property(anyText, hidden, anyText, (before, character, after) => {
        expect(isShownText(`x${before}${character}${after}x`)).toBe(false);
      }),
      { numRuns: 3_000, seed: 20_261_128 },
    );
  });
});
