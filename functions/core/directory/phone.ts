import { AsYouType, type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { foldTyped } from '../typed-text.ts';

export const PHONE_EXPECTED = 'a number of a mobile phone that can exist';

/**
 * Reads a mobile number as a person writes it (090-1234-5678, +81 90 …, 0081 90 …, tel:+81-90-…) and gives its E.164
 * form. Nothing for what is no number, for one that gets no text messages (fixed lines, toll-free and premium numbers,
 * satellites), and for one that can be read as two: no code goes to the wrong one.
 */
export function parsePhone(text: string, defaultCountry: string): string | undefined {
  const written = dialled(bare(foldTyped(text)));
  if (written === undefined) return undefined;
  const abroad = /^\+?[\s()]*00(.*)$/.exec(written)?.[1];
  const readings = abroad === undefined ? [written] : [`+${abroad.replace(/^[\s()-]+/, '')}`, written];
  const numbers = new Set(readings.flatMap((reading) => mobileNumber(reading, defaultCountry) ?? []));
  const [number] = numbers;
  return numbers.size === 1 ? number : undefined;
}

/** What looks like the beginning of a number, in E.164 and as it is dialled inside the country; undefined for all else. */
export function phoneBeginnings(
  text: string,
  defaultCountry: string,
): { readonly international: string; readonly national: string } | undefined {
  const written = foldTyped(text).replace(/^\s*00(?=[1-9])/, '+');
  const digits = written.replace(/[\s()./\p{Pd}]/gu, '');
  if (!/^\+?\d{3,15}$/.test(digits)) return undefined;
  const formatter = new AsYouType(defaultCountry as CountryCode);
  formatter.input(digits);
  const international = formatter.getNumberValue();
  if (international === undefined) return undefined;
  const national = digits.startsWith('+') ? formatter.getNumber()?.formatNational() : digits;
  return { international, national: (national ?? digits).replace(/[^\d+]/g, '') };
}

/** Without what people put around a number: quotes, its name, a telephone, brackets around its country. */
function bare(text: string): string {
  return text
    .replace(/[\s\u30fb]+/g, ' ')
    .replace(/^[ "'\u2018\u201c]+|[ "'\u2019\u201d]+$/g, '')
    .replace(/^(?:tel(?=[.: ])(?!:\S)|phone|mobile|電話|携帯|[\u260e\u260f\u{1f4de}\u{1f4f1}])[.:]? */iu, '')
    .replace(/^\( ?(\+\d{1,3}) ?\)/, '$1')
    .replace(/^tel:%2b/i, 'tel:+')
    .trim();
}

/** Of a `tel:` link (RFC 3966) the number that it calls; undefined for one that goes on to an extension. */
function dialled(text: string): string | undefined {
  const link = /^tel:(?:\/\/)?([^;?]*)((?:;[^?]*)?)$/i.exec(text);
  if (link === null) return text;
  const [, number = '', parameters = ''] = link;
  if (/;(?:ext|isub)=/i.test(parameters)) return undefined;
  return `${/;phone-context=(\+[\d.() -]+)/i.exec(parameters)?.[1] ?? ''}${number}`;
}

function mobileNumber(reading: string, defaultCountry: string): string | undefined {
  // The library takes a country that it does not know for none.
  const options = { defaultCountry: defaultCountry as CountryCode, extract: false };
  const parsed = parsePhoneNumberFromString(reading, options);
  if (parsed === undefined || parsed.ext !== undefined || parsed.isNonGeographic()) return undefined;
  if (parsed.isValid()) return parsed.number;
  // Until 2019 Mexico had a digit before its mobile numbers, which address books still have.
  const mexican = /^\+52(?:1|0?4[45])(\d{10})$/.exec(parsed.number)?.[1];
  return mexican === undefined ? undefined : mobileNumber(`+52${mexican}`, defaultCountry);
}
