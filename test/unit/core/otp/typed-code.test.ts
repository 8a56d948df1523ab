import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseCode } from '../../../../functions/core/directory/user.ts';
import { readCode, SIX_DIGITS } from '../../../../functions/core/otp/typed-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

const read = (typed: string, form = SIX_DIGITS) => readCode(normaliseCode(typed), form)?.reveal();

describe('a typed code', () => {
  it.each([
    '123456',
    '１２３４５６',
    ' 123 456\r\n',
    '123\u00a0456',
    '123\u3000456',
    '\ufeff123456',
    '123\u200b456',
    '123456\u200b',
    '\u200e123456',
    '\u202a123456\u202c',
    '\u2068123456\u2069',
    '\u2060123456',
    '123456\ufe0f',
    '1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e3456',
    '123\u00ad456',
    '123\u061c456',
    '123\u180e456',
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '१२३४५६',
    '๑๒๓๔๕๖',
    '𝟏𝟐𝟑𝟜𝟝𝟞',
    '①②③④⑤⑥',
    '123-456',
    '123‐456',
    '123–456',
    '123—456',
    '123−456',
    '123ー456',
    '123ｰ456',
    '123〜456',
    '123・456',
    '123.456',
    '123,456',
    '123_456',
    '123456.',
    '123456。',
    '“123456”',
    '(123456)',
    '#123456',
  ])('%j is 123456', (typed) => {
    expect(read(typed)).toBe('123456');
  });

  it.each(['', '12345', '1234567', 'correct horse', '12345a', '12345O', '123456 123456', '12345六', '½23456', '😀'])(
    '%j cannot be six digits',
    (typed) => {
      expect(read(typed)).toBeUndefined();
    },
  );

  it.each([
    ['abc23456', 'ABCDEFGH23456789', 'ABC23456'],
    ['ABC-23456', 'abcdefgh23456789', 'abc23456'],
    ['aBc23456', 'ABCDabcd23456789', 'aBc23456'],
    ['12-34567', '0123456789-', '12-34567'],
    ['12.34567', '0123456789-', undefined],
    ['12 34567#', '0123456789#', '1234567#'],
  ])('%j of the alphabet of %s is %s', (typed, alphabet, code) => {
    expect(read(typed, { alphabet, length: 8 })).toBe(code);
  });

  it('that was made stays as it is, whatever it is made of', () => {
    const visible = Array.from({ length: 0x7e - 0x21 + 1 }, (_, at) => String.fromCharCode(0x21 + at));
    const forms = fc.shuffledSubarray(visible, { minLength: 10, maxLength: 64 });
    fc.assert(
      fc.property(forms, fc.array(fc.nat(63), { minLength: 4, maxLength: 20 }), (alphabet, places) => {
        const pin = places.map((place) => alphabet[place % alphabet.length]).join('');
        const form = { alphabet: alphabet.join(''), length: pin.length };
        expect(readCode(new Secret(pin), form)?.reveal()).toBe(pin);
      }),
      { numRuns: 500, seed: 20_261_128 },
    );
  });
});
