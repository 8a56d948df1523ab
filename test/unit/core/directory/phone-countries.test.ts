import { getCountries } from 'libphonenumber-js/mobile';
import { expect, test } from 'vitest';
import { isPhoneCountry } from '../../../../functions/core/directory/phone-countries.ts';

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

test('a country may be set as default exactly if the library of phone numbers knows it', () => {
  const codes = ALPHABET.flatMap((first) => ALPHABET.map((second) => first + second));
  expect(codes.filter(isPhoneCountry)).toEqual(getCountries().toSorted());
});
