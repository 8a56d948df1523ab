const IN_SEVEN_BITS = new Map([
  ['\u2024', '_'],
  ['\u2026', '..'],
  ['\u2022', '*'],
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201C', '"'],
  ['\u201D', '"'],
  ['\u2013', '-'],
  ['\u2014', '-'],
]);

/**
 * An English text message in the 7-bit alphabet (3GPP TS 23.038 section 6.2.1): with one mark outside of it a part holds 70
 * characters instead of 160. A name in letters that the alphabet does not have keeps them.
 */
export function inSevenBits(text: string): string {
  return text.replace(/[\u2013-\u2026]/g, (mark) => IN_SEVEN_BITS.get(mark) ?? mark);
}
