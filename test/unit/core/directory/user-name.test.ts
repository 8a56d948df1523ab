import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseUserId } from '../../../../functions/core/directory/user.ts';
import { isNewUserName } from '../../../../functions/core/directory/user-name.ts';

/** Every code point, alone and inside a name. */
function* everyName(): Generator<string> {
  for (let point = 0; point <= 0x10_ffff; point++) {
    yield String.fromCodePoint(point);
    yield `a${String.fromCodePoint(point)}b`;
  }
}

describe('a new name', () => {
  it.each([
    ['alice'],
    ['Alice.Smith+2@example.com'],
    ['Hanako Yamada'],
    ['山田太郎'],
    ['ﾔﾏﾀﾞ'],
    ['ＴＡＮＡＫＡ'],
    ['田中Tanaka'],
    ['カタ・カナ'],
    ['김철수'],
    ['Ελλάς'],
    ['Иван'],
    ['שלום1'],
    ['محمد'],
    ['col·legi'],
    ['<b>{pin}<b>'],
    ['a#b%c;d&e=f'],
    ['...'],
    ['ångström'],
  ])('may be %j', (name) => {
    expect(isNewUserName(name)).toBe(true);
  });

  it.each([
    ['a Cyrillic letter among Latin ones', '\u0430lice'],
    ['a Greek letter among Latin ones', 'alic\u03b5'],
    ['a zero-width space', 'al\u200bice'],
    ['a joiner', 'al\u200dice'],
    ['a joiner where Persian has one', 'نامه\u200cای'],
    ['an override', '\u202ealice'],
    ['a soft hyphen', 'al\u00adice'],
    ['a filler that is a letter', 'al\u3164ice'],
    ['a variation selector', 'alice\ufe0f'],
    ['a control', 'al\u0000ice'],
    ['a ligature', '\ufb01nn'],
    ['letters of mathematics', '𝐚lice'],
    ['an emoji', 'alice😀'],
    ['a sign', 'alice™'],
    ['two blanks', 'a  b'],
    ['a no-break space', 'a\u00a0b'],
    ['nothing', ' '],
    ['a dot on an i that has one', 'ali\u0307ce'],
    ['a pile of marks', `a${'\u0335'.repeat(5)}`],
    ['a mark without a letter', '\u0301a'],
    ['old Hangul', '\u1100\u1100'],
    ['a middle dot outside of ll', 'a·b'],
    ['a middle dot of Katakana among Latin letters', 'a・b'],
    ['a numeral sign before no Greek letter', 'α͵'],
    ['a geresh after no Hebrew letter', '׳א'],
    ['two kinds of Arabic digits', 'م\u0661\u06f1'],
    ['European and Arabic digits in a right-to-left name', 'م\u06611'],
    ['a digit before right-to-left letters', '1שלום'],
    ['a sign after right-to-left letters', 'שלום!'],
    ['Latin letters among right-to-left ones', 'שלוםa'],
    ['Arabic digits alone', '\u0661\u0662'],
    ['an unassigned character', 'a\u0378'],
    ['a slash', 'a/b'],
    ['a wide slash', 'a／b'],
    ['a question mark', 'a?b'],
    ['one dot', '.'],
    ['two dots', '..'],
  ])('is not one with %s', (_what, name) => {
    expect(isNewUserName(name)).toBe(false);
  });

  it('is the same name before and after it is normalised, for every code point', () => {
    const changed = [...everyName()].filter((name) => isNewUserName(name) && !isNewUserName(normaliseUserId(name)));
    expect(changed).toEqual([]);
  });

  it('is what RFC 8265 makes of it: NFKC changes nothing that its mappings do not', () => {
    const width = (text: string) => text.replace(/[\u3000\uff01-\uffee]/gu, (form) => form.normalize('NFKC'));
    const byTheRfc = (name: string) => width(name).trim().toLowerCase().normalize('NFC');
    const other = [...everyName()].filter((name) => isNewUserName(name) && normaliseUserId(name) !== byTheRfc(name));
    expect(other).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aÉΣσςﾊﾟパㅏ가\u0301\u0307 1ß.') }), (name) => {
        if (isNewUserName(name)) expect(normaliseUserId(name)).toBe(byTheRfc(name));
      }),
      { numRuns: 5_000, seed: 20_261_128 },
    );
  });
});

it('every name is normalised once and for all, for every code point', () => {
  const again = [...everyName()].filter((name) => normaliseUserId(normaliseUserId(name)) !== normaliseUserId(name));
  expect(again).toEqual([]);
});
