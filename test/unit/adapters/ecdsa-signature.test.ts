import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joseSignature } from '../../../functions/adapters/kms/ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('joseSignature', () => {
  test('keeps every signature that OpenSSL makes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (message) => {
        const jose = joseSignature(sign('sha256', message, { key: privateKey, dsaEncoding: 'der' }));
        expect(jose).toHaveLength(64);
        expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  test.each<[name: string, der: string, r: string, s: string]>([
    ['fills a short integer up from the left', '30 06 02 01 01 02 01 02', '01', '02'],
    ['drops the zero before a high bit', '30 08 02 02 00 ff 02 02 00 80', 'ff', '80'],
  ])('%s', (_name, der, r, s) => {
    expect(Buffer.from(joseSignature(hex(der))).toString('hex')).toBe(r.padStart(64, '0') + s.padStart(64, '0'));
  });

  test.each<[name: string, der: string]>([
    ['nothing', ''],
    ['another tag', '31 06 02 01 01 02 01 02'],
    ['a wrong length', '30 07 02 01 01 02 01 02'],
    ['one integer', '30 03 02 01 01'],
    ['bytes after the second integer', '30 07 02 01 01 02 01 02 00'],
    ['an integer that runs over the end', '30 06 02 01 01 02 05 02'],
    ['an empty integer', '30 05 02 00 02 01 02'],
    ['an integer of 33 bytes', `30 26 02 21 ${'7f'.repeat(33)} 02 01 02`],
  ])('refuses %s', (_name, der) => {
    expect(() => joseSignature(hex(der))).toThrow('not a P-256 signature');
  });
});
