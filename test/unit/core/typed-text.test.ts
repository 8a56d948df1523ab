import { describe, expect, it } from 'vitest';
import { foldTyped } from '../../../functions/core/typed-text.ts';

/** Every decimal digit that Unicode has, in the order of its code points: ten and ten. */
function decimalDigits(): string[] {
  const points = Array.from({ length: 0x110000 }, (_, point) => point).filter(
    (point) => point < 0xd800 || point > 0xdfff,
  );
  return points.map((point) => String.fromCodePoint(point)).filter((text) => /\p{Nd}/u.test(text));
}

describe('a typed text', () => {
  it('has the digits of every script as ASCII ones, also where two scripts stand side by side', () => {
    const digits = decimalDigits();
    expect(digits.length).toBeGreaterThan(600);
    expect(digits.map(foldTyped)).toEqual(digits.map((_, index) => String(index % 10)));
  });

  it.each([
    ['\u202a123\u202c456', '123456'],
    ['12\u200b3\u00ad4\ufe0f56\u2060', '123456'],
    ['１２３\u3000４５６', '123 456'],
  ])('loses what nobody sees: %j', (text, folded) => {
    expect(foldTyped(text)).toBe(folded);
  });
});
