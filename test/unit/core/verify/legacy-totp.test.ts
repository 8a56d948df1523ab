import { base32 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLegacySecret } from '../../../../functions/core/verify/legacy-totp.ts';

function read(...values: string[]): string | undefined {
  const secret = readLegacySecret(values)?.reveal();
  return secret === undefined ? undefined : Buffer.from(secret).toString('hex');
}

describe('the secret of an old directory', () => {
  it.each([
    ['16 letters, as OAM made them', 'JBSWY3DPEHPK3PXP'],
    ['small letters', 'jbswy3dpehpk3pxp'],
    ['groups of four', 'JBSW Y3DP EHPK 3PXP'],
    ['hyphens', 'jbsw-y3dp-ehpk-3pxp'],
    ['padding', 'JBSWY3DPEHPK3PXP===='],
  ])('is read from %s', (_what, value) => {
    expect(read(value)).toBe('48656c6c6f21deadbeef');
  });

  it.each([
    ['nothing', ''],
    ['a text', 'Sales department, 3rd floor'],
    ['a word of Base32 letters that is too short', 'MANAGER'],
    ['9 bytes', base32.encode(new Uint8Array(9))],
    ['65 bytes', base32.encode(new Uint8Array(65))],
    ['letters outside of Base32', 'JBSWY3DPEHPK3PX1'],
    ['bits that are no whole bytes', 'JBSWY3DPEHPK3PXPB'],
  ])('is not read from %s', (_what, value) => {
    expect(read(value)).toBeUndefined();
  });

  it('stands beside other texts, but two secrets are none', () => {
    expect(read('Head of sales', 'JBSWY3DPEHPK3PXP')).toBe('48656c6c6f21deadbeef');
    expect(read('JBSWY3DPEHPK3PXP', 'GEZDGNBVGY3TQOJQ')).toBeUndefined();
  });

  it('of 10 to 64 bytes is read back whatever it is, and never printed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 64 }), (bytes) => {
        const secret = readLegacySecret([base32.encode(bytes)]);
        expect(secret?.reveal()).toEqual(bytes);
        expect(`${secret}`).toBe('[redacted]');
      }),
    );
  });
});
