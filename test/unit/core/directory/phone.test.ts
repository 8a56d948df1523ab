import { describe, expect, it } from 'vitest';
import { parsePhone } from '../../../../functions/core/directory/phone.ts';

describe('a phone number', () => {
  it.each([
    ['090-1234-5678', 'JP', '+819012345678'],
    ['０９０ー１２３４ー５６７８', 'JP', '+819012345678'],
    ['090\u3000 1234\t5678', 'JP', '+819012345678'],
    ['+81 90 1234 5678', 'US', '+819012345678'],
    ['＋８１ ９０ １２３４ ５６７８', 'US', '+819012345678'],
    ['+81 (0)90-1234-5678', 'JP', '+819012345678'],
    ['07911 123456', 'GB', '+447911123456'],
  ])('is read as people write it: %j of %s is %s', (typed, country, number) => {
    expect(parsePhone(typed, country)).toBe(number);
  });

  it.each([
    ['0044 7911 123456', 'JP', '+447911123456'],
    ['0081 90 1234 5678', 'JP', '+819012345678'],
    ['00 81 (0)90-1234-5678', 'US', '+819012345678'],
    ['(0044) 7911 123456', 'JP', '+447911123456'],
    ['+0081 90 1234 5678', 'JP', '+819012345678'],
    ['001 415 555 2671', 'JP', '+14155552671'],
    ['00 1 415 555 2671', 'KR', '+14155552671'],
    ['010 44 7911 123456', 'JP', '+447911123456'],
    ['011 81 90 1234 5678', 'US', '+819012345678'],
    ['0011 81 90 1234 5678', 'AU', '+819012345678'],
    ['001 81 90 1234 5678', 'KR', '+819012345678'],
  ])('may begin as one dials abroad, by 00 or as in the country: %j of %s is %s', (typed, country, number) => {
    expect(parsePhone(typed, country)).toBe(number);
  });

  it('that can be read as two numbers is none: 0081 90… is one of Japan or, dialled in Korea, one of the USA', () => {
    expect(parsePhone('0081 90 1234 5678', 'KR')).toBeUndefined();
  });

  it.each([
    '\u202a+81 90-1234-5678\u202c',
    '\u200e090-1234-5678',
    '\u2068090-1234-5678\u2069',
    '090-1234-5678\ufe0f',
    '\ufeff090\u200b-1234\u00ad-5678',
    '\u2060090\u061c-1234-5678',
    '٠٩٠-١٢٣٤-٥٦٧٨',
    '۰۹۰۱۲۳۴۵۶۷۸',
    '०९०१२३४५६७८',
    '+81‐90–1234—5678',
    '+81−90−1234−5678',
    '(+81) 90-1234-5678',
    '090・1234・5678',
    '"+81 90 1234 5678"',
    '‘090-1234-5678’',
    'Tel. 090-1234-5678',
    '電話：090-1234-5678',
    '☎ 090-1234-5678',
  ])('is the same with what a copy brings along, and in every script: %j', (typed) => {
    expect(parsePhone(typed, 'JP')).toBe('+819012345678');
  });

  it.each([
    ['tel:+81-90-1234-5678', '+819012345678'],
    ['TEL:+819012345678', '+819012345678'],
    ['tel://+819012345678', '+819012345678'],
    ['tel:0081-90-1234-5678', '+819012345678'],
    ['tel:090-1234-5678;phone-context=+81', '+819012345678'],
    ['tel:090-1234-5678;phone-context=example.com', '+819012345678'],
    ['tel:+81-90-1234-5678;ext=5', undefined],
    ['tel:+81-90-1234-5678;isub=12', undefined],
    ['tel:%2B81-90-1234-5678', '+819012345678'],
    ['tel 090-1234-5678', '+819012345678'],
    ['telephone 090-1234-5678', undefined],
  ])('may be a link: %s is %s', (typed, number) => {
    expect(parsePhone(typed, 'JP')).toBe(number);
  });

  it.each([
    ['+52 1 55 5432 1098', 'JP'],
    ['0052 1 55 5432 1098', 'JP'],
    ['044 55 5432 1098', 'MX'],
    ['045 55 5432 1098', 'MX'],
    ['55 5432 1098', 'MX'],
  ])('of Mexico may have the digits that were dropped in 2019: %s', (typed, country) => {
    expect(parsePhone(typed, country)).toBe('+525554321098');
  });

  it.each([
    ['a fixed line', '03-1234-5678'],
    ['a fixed line abroad', '+44 20 7946 0018'],
    ['a telephone of the internet', '050-1234-5678'],
    ['a toll-free number', '0120-123-456'],
    ['a toll-free number with a carrier', '00777 012345'],
    ['a premium number', '+1 900 555 1234'],
    ['a premium number of no country', '+979 123456789'],
    ['a personal number', '+1 500 555 0001'],
    ['a machine', '020-1234-5678'],
    ['a satellite', '+881 612345678'],
    ['a ship', '+870 773 123 456'],
  ])('that gets no text message is none: %s, %s', (_which, typed) => {
    expect(parsePhone(typed, 'JP')).toBeUndefined();
  });

  it.each([
    ['12', 'JP'],
    ['', 'JP'],
    ['00', 'JP'],
    ['call me', 'JP'],
    ['090-1234-5678 ext. 5', 'JP'],
    ['090-1234-5678', ''],
    ['+999 1234567', 'JP'],
    ['+52 1 55 5432 109', 'JP'],
  ])('that cannot exist is none: %j of %s', (typed, country) => {
    expect(parsePhone(typed, country)).toBeUndefined();
  });
});
