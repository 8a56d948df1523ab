import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail, maskPhone } from '../../../../functions/core/journey/mask.ts';

describe('a masked e-mail address', () => {
  it.each([
    ['alice@example.com', 'a•••@example.com'],
    ['a@example.com', 'a•••@example.com'],
    ['𠮷野@example.com', '𠮷•••@example.com'],
    ['"a@b"@example.com', '"•••@example.com'],
    ['@example.com', '•••'],
    ['alice', '•••'],
    ['', '•••'],
  ])('of %j is %j', (address, masked) => {
    expect(maskEmail(address)).toBe(masked);
  });

  it('has one character of the name, however long that is', () => {
    const name = fc.stringMatching(/^[a-z0-9.+-]{1,64}$/);
    fc.assert(
      fc.property(name, (local) => {
        expect(maskEmail(`${local}@example.com`)).toBe(`${local[0]}•••@example.com`);
      }),
    );
  });
});

it('a masked phone number has its last four digits and does not tell its length', () => {
  expect([maskPhone('+819012345678'), maskPhone('+442079460018')]).toEqual(['••• 5678', '••• 0018']);
});
