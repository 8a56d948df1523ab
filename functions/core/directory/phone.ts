import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * Reads a number as a person writes it (090-1234-5678, +81 90 …) and gives its E.164 form, or nothing when it cannot be
 * a number of that country. Full-width digits count as digits.
 */
export function parsePhone(text: string, defaultCountry: string): string | undefined {
  const parsed = parsePhoneNumberFromString(text.normalize('NFKC'), {
    // The library takes one that it does not know for none.
    defaultCountry: defaultCountry as CountryCode,
    extract: false,
  });
  return parsed?.isValid() && parsed.ext === undefined ? parsed.number : undefined;
}
