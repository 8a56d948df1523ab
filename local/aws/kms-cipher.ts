/**
 * Ciphertext blobs of the embedded KMS: version (1 byte), key id (16), nonce (12), tag (16), ciphertext.
 * AES-256-GCM with key id and encryption context as additional authenticated data, as the real service binds them.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from './emulated-service.ts';
import type { KmsKey } from './kms-keys.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

const VERSION = 1;
const KEY_ID_END = 17;
const NONCE_END = 29;
const TAG_END = 45;

export function seal(key: KmsKey, plaintext: Buffer, context: EncryptionContext): Buffer {
  const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id.replaceAll('-', ''), 'hex')]);
  const nonce = randomBytes(NONCE_END - KEY_ID_END);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce);
  cipher.setAAD(additionalData(header, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), ciphertext]);
}

/** @throws InvalidCiphertextException for another context, a changed byte, or the wrong key. */
export function open(key: KmsKey, blob: Buffer, context: EncryptionContext): Buffer {
  const nonce = blob.subarray(KEY_ID_END, NONCE_END);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce, { authTagLength: 16 });
  decipher.setAAD(additionalData(blob.subarray(0, KEY_ID_END), context));
  decipher.setAuthTag(blob.subarray(NONCE_END, TAG_END));
  try {
    return Buffer.concat([decipher.update(blob.subarray(TAG_END)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** The id of the key that made the blob: Decrypt needs no KeyId. @throws InvalidCiphertextException */
export function keyIdOf(blob: Buffer): string {
  if (blob.length < TAG_END || blob[0] !== VERSION) throw invalidCiphertext();
  const hex = blob.subarray(1, KEY_ID_END).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The order of the pairs does not count, so they are sorted. */
function additionalData(header: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}

export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', 'The ciphertext is corrupt or the encryption context differs.');
}
