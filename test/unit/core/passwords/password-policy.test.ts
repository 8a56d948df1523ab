import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonPasswords } from '../../../../functions/adapters/passwords/common-passwords.ts';
import {
  DEMO_PASSWORDS,
  PASSWORD_EXPECTED,
  passwordFault,
} from '../../../../functions/core/passwords/password-policy.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

const common = commonPasswords();

function faultOf(password: string, userId = 'hanako') {
  return passwordFault(new Secret(password), { userId, common });
}

describe('the password policy', () => {
  it('knows tens of thousands of common passwords', () => {
    expect(common.size).toBeGreaterThan(40_000);
  });

  it.each([
    ['elevenchars', 'too-short'],
    ['twelve chars', undefined],
    ['x'.repeat(257), 'too-long'],
    ['an odd sentence '.repeat(16), undefined],
    [`${'an odd sentence '.repeat(16)}!`, 'too-long'],
    ['correct horse battery staple', undefined],
    ['日本の古い関所で休む旅人たち', undefined],
    ['１２３４５６７８９０１２', 'common'],
    ['123456789012345', 'common'],
    ['!!!!!!!!!!!!', 'common'],
    ['[]{}()<>~^`|', 'common'],
    ['mmmm, a bridge of wood', undefined],
    ['a bridge of wood, mmmm', undefined],
    ['Unbelievable', 'common'],
    ['99unbelievable!!', 'common'],
    ['unbelievable bridge', undefined],
    ['abcdefabcdefabcdef', 'common'],
    ['HANAKO is the best', 'user-name'],
    ['Alice-Password', 'demo'],
  ] as const)('says of %s: %s', (password, fault) => {
    expect(faultOf(password)).toBe(fault);
  });

  it.each([
    ['too short', 'at least 12 characters'],
    ['x'.repeat(257), 'at most 256 characters'],
    ['123456789012345', 'none that many people use'],
    ['HANAKO is the best', 'none that contains the user name'],
    ['alice-password', 'none that stands in the documents'],
  ])('asks for something else than %s: %s', (password, expected) => {
    expect(PASSWORD_EXPECTED[faultOf(password) ?? expect.fail('no fault')]).toBe(expected);
  });

  it('does not mind a short user name inside, which many good passwords have', () => {
    expect(faultOf('a bonny blue boat', 'bon')).toBeUndefined();
    expect(faultOf('a bonny blue boat', 'bonn')).toBe('user-name');
  });

  it('takes none of the demo passwords, in whatever case', () => {
    for (const password of DEMO_PASSWORDS) {
      expect(faultOf(password)).toBe('demo');
      expect(faultOf(password.toUpperCase())).toBe('demo');
    }
  });

  it('takes nothing that is shorter than 12 characters, and no common password, whatever digits stand around it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 11, unit: 'grapheme-ascii' }), (text) => faultOf(text) === 'too-short'),
    );
    const digits = fc.stringMatching(/^\d{6,12}$/);
    fc.assert(
      fc.property(fc.constantFrom(...[...common].slice(0, 2_000)), digits, (word, tail) => {
        const fault = faultOf(`${word}${tail}`, 'nobody-of-this-name');
        return fault === 'common' || fault === 'too-short';
      }),
    );
  });
});
