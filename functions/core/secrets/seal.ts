import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { UserKey } from '../directory/user.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { Secret, type TotpSecret } from './secret.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Binds a sealed secret to its owner: moved to another user's item it no longer opens. */
function associatedData(user: UserKey): Buffer {
  return Buffer.from(JSON.stringify(['totp', user.domain, user.userId]));
}

/** AES-256-GCM with a random nonce (NIST SP 800-38D): nonce, ciphertext, tag. */
export function sealTotpSecret(keys: KeyGeneration, random: RandomBytes, user: UserKey, secret: TotpSecret): Buffer {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.sealKey, nonce);
  cipher.setAAD(associatedData(user));
  return Buffer.concat([nonce, cipher.update(secret.reveal()), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the bytes were changed or belong to another user: that is tampering, never a wrong code. */
export function openTotpSecret(keys: KeyGeneration, user: UserKey, sealed: Uint8Array): TotpSecret {
  const bytes = Buffer.from(sealed);
  // A shorter tag, as GCM allows, would be easier to hit.
  const whole = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', keys.sealKey, bytes.subarray(0, NONCE_BYTES), whole);
  decipher.setAAD(associatedData(user));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const secret = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
  return new Secret(Buffer.concat([secret, decipher.final()]));
}
