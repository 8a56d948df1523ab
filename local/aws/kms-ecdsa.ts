/**
 * ECDSA over P-256 of a digest made elsewhere (FIPS 186-5, 6.4.1). node:crypto only signs messages that it hashes
 * itself. Not constant-time: for the local run alone.
 */
import { createECDH, createPrivateKey } from 'node:crypto';

/** Order of the base point (SP 800-186, 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const COORDINATE_BYTES = 32;

/** @param digest - 32 bytes. @returns the signature in DER (RFC 3279, 2.2.3). */
export function signDigest(privateKeyPem: string, digest: Buffer): Buffer {
  const { d = '' } = createPrivateKey(privateKeyPem).export({ format: 'jwk' });
  const secret = toBigInt(Buffer.from(d, 'base64url'));
  const nonce = createECDH('prime256v1');
  const point = nonce.generateKeys();
  const r = toBigInt(point.subarray(1, 1 + COORDINATE_BYTES)) % ORDER;
  const s = (inverse(toBigInt(nonce.getPrivateKey())) * (toBigInt(digest) + r * secret)) % ORDER;
  return derSequence(Buffer.concat([derInteger(r), derInteger(s)]));
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** By Fermat: the order is prime, so value^(order - 2) is the inverse. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let power = value;
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * power) % ORDER;
    power = (power * power) % ORDER;
  }
  return result;
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  const content = isNegative ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, content.length), content]);
}

/** Two integers of at most 33 bytes stay below the 128 bytes of a short length. */
function derSequence(content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
