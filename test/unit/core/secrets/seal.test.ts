import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openTotpSecret, sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { KEYS, OTHER_KEYS } from '../stubs.ts';

const alice = { domain: 'D', userId: 'alice' };
const secret = new Secret<Uint8Array>(Buffer.from('12345678901234567890'));
const random = (size: number) => randomBytes(size);

describe('a sealed secret', () => {
  const seal = () => sealTotpSecret(KEYS, random, alice, secret);

  it('opens for its owner', () => {
    expect(openTotpSecret(KEYS, alice, seal()).reveal()).toEqual(secret.reveal());
  });

  it('does not contain the secret, and looks different each time', () => {
    const sealed = seal();
    expect(sealed.includes(Buffer.from('1234567890'))).toBe(false);
    expect(seal()).not.toEqual(sealed);
  });

  it.each([
    ['another user', { domain: 'D', userId: 'bob' }],
    ['the same name in another domain', { domain: 'E', userId: 'alice' }],
  ])('does not open for %s', (_who, user) => {
    const sealed = seal();
    expect(() => openTotpSecret(KEYS, user, sealed)).toThrow('authenticate');
  });

  it('does not open under another key', () => {
    const sealed = seal();
    expect(() => openTotpSecret(OTHER_KEYS, alice, sealed)).toThrow('authenticate');
  });

  it('does not open when any byte was changed or cut off', () => {
    const sealed = seal();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => openTotpSecret(KEYS, alice, changed), `byte ${at}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => openTotpSecret(KEYS, alice, sealed.subarray(0, length)), `${length} bytes`).toThrow();
    }
  });

  it('has a whole tag: the first bytes of one are none', () => {
    const short = seal().subarray(0, 12);
    expect(() => openTotpSecret(KEYS, alice, short)).toThrow('Invalid authentication tag length');
  });

  it('is what another implementation opens as AES-256-GCM, with nonce and tag around and the owner beside', async () => {
    const sealed = seal();
    const owner = Buffer.from('["totp","D","alice"]');
    const key = await crypto.subtle.importKey('raw', KEYS.sealKey.export(), 'AES-GCM', false, ['decrypt']);
    const parameters = { name: 'AES-GCM', iv: sealed.subarray(0, 12), additionalData: owner, tagLength: 128 };
    const opened = await crypto.subtle.decrypt(parameters, key, new Uint8Array(sealed.subarray(12)));
    expect(Buffer.from(opened)).toEqual(secret.reveal());
  });
});
