import { describe, expect, it } from 'vitest';
import { readWanted } from '../../../../functions/core/directory/search.ts';

const JAPAN = { DefaultCountry: 'JP' };

describe('what a help desk types', () => {
  it.each([
    ['Ｈａｎａ', 'hana'],
    ['  HANA\u200b ', 'hana'],
    ['山田', '山田'],
  ])('is looked for as names and addresses are stored: %j', (typed, text) => {
    expect(readWanted(JAPAN, typed)).toEqual({ name: text, mail: text, phone: undefined });
  });

  it.each([
    ['090-1234', '+81901234', '0901234'],
    ['+81 90 1234', '+81901234', '901234'],
    ['0081901234', '+81901234', '901234'],
    ['＋８１ ９０ １２３４ ５６７８', '+819012345678', '09012345678'],
    ['(090) 1234', '+81901234', '0901234'],
  ])('is a number from its beginning on, at home and from abroad: %s', (typed, international, national) => {
    expect(readWanted(JAPAN, typed)?.phone).toEqual({ international, national });
  });

  it.each(['hana', 'hana090', '090a', '+', '12345678901234567'])('is no number: %s', (typed) => {
    expect(readWanted(JAPAN, typed)?.phone).toBeUndefined();
  });

  it.each(['', '  ', 'ha', '\u200bha', '山', 'a\u0000bc', 'x'.repeat(257)])(
    'is nothing that few people fit, or nobody: %j',
    (typed) => {
      expect(readWanted(JAPAN, typed)).toBeUndefined();
    },
  );

  it.each(['han', '山田', 'né'])('is long enough: %s', (typed) => {
    expect(readWanted(JAPAN, typed)).toBeDefined();
  });
});
