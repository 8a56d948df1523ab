import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openTotpSecret, sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { KEYS, OTHER_KEYS } from '../stubs.ts';

const alice = { domain: 'D', userId: 'alice' };
const secret = new Secret<Uint8Array>(Buffer.from('12345678901234567890'));
const random = (size: number) => randomBytes(size);

describe('a sealed secret', () => {
  const sealed = sealTotpSecret(KEYS, random, alice, secret);

  it('opens for its owner', () => {
    expect(openTotpSecret(KEYS, alice, sealed).reveal()).toEqual(secret.reveal());
  });

  it('does not contain the secret, and looks different each time', () => {
    expect(sealed.includes(Buffer.from('1234567890'))).toBe(false);
    expect(sealTotpSecret(KEYS, random, alice, secret)).not.toEqual(sealed);
  });

  it.each([
    ['another user', { domain: 'D', userId: 'bob' }],
    ['the same name in another domain', { domain: 'E', userId: 'alice' }],
  ])('does not open for %s', (_who, user) => {
    expect(() => openTotpSecret(KEYS, user, sealed)).toThrow();
  });

  it('does not open under another key', () => {
    expect(() => openTotpSecret(OTHER_KEYS, alice, sealed)).toThrow();
  });

  it('does not open when any byte was changed or cut off', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => openTotpSecret(KEYS, alice, changed), `byte ${at}`).toThrow();
    }
    expect(() => openTotpSecret(KEYS, alice, sealed.subarray(0, -1))).toThrow();
  });
});
