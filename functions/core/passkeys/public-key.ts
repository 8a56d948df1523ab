import { createPublicKey, verify } from 'node:crypto';
import type { PasskeyAlgorithm } from './passkey.ts';

/** A public key as an authenticator writes it. */
interface AttestedKey {
  readonly algorithm: PasskeyAlgorithm;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  /** How many bytes it took. */
  readonly length: number;
}

const RSA_BITS = { atLeast: 2048, atMost: 4096 };

/** Of RFC 9053 section 7 and RFC 8230 section 4, in CBOR: all bytes but those of the numbers. */
const COSE = {
  // {1: OKP, 3: EdDSA, -1: Ed25519, -2: x}
  ed25519: Buffer.from('a4010103272006215820', 'hex'),
  // {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}
  es256: { head: Buffer.from('a5010203262001215820', 'hex'), y: Buffer.from('225820', 'hex') },
  // {1: RSA, 3: RS256, -1: n, -2: 65537}
  rs256: { head: Buffer.from('a401030339010020', 'hex'), e: Buffer.from('2143010001', 'hex') },
};

const COORDINATE_BYTES = 32;

/**
 * The key that these bytes begin with. A key of each algorithm has one form (WebAuthn Level 3 section 6.5: CTAP2 canonical
 * CBOR, `alg` and no other optional member), so that reading it is comparing, and no CBOR decoder meets what strangers send.
 */
export function readAttestedKey(bytes: Buffer): AttestedKey | 'algorithm' | 'public-key' {
  if (startsWith(bytes, COSE.ed25519)) return readEd25519(bytes, COSE.ed25519.length);
  if (startsWith(bytes, COSE.es256.head)) return readEs256(bytes, COSE.es256.head.length);
  if (startsWith(bytes, COSE.rs256.head)) return readRs256(bytes, COSE.rs256.head.length);
  return 'algorithm';
}

function readEd25519(bytes: Buffer, xAt: number): AttestedKey | 'public-key' {
  const length = xAt + COORDINATE_BYTES;
  return made(-8, length, { kty: 'OKP', crv: 'Ed25519', x: text(bytes.subarray(xAt, length)) });
}

function readEs256(bytes: Buffer, xAt: number): AttestedKey | 'public-key' {
  const xEnd = xAt + COORDINATE_BYTES;
  const yAt = xEnd + COSE.es256.y.length;
  const length = yAt + COORDINATE_BYTES;
  if (bytes.length < length || !startsWith(bytes.subarray(xEnd), COSE.es256.y)) return 'public-key';
  const [x, y] = [text(bytes.subarray(xAt, xEnd)), text(bytes.subarray(yAt, length))];
  return made(-7, length, { kty: 'EC', crv: 'P-256', x, y });
}

/** The modulus is a byte string with its length in two bytes, and does not begin with zero: any other is too short, or not the one form. */
function readRs256(bytes: Buffer, stringAt: number): AttestedKey | 'public-key' {
  const [kind, high = 0, low = 0, first] = bytes.subarray(stringAt);
  const nAt = stringAt + 3;
  const nEnd = nAt + high * 256 + low;
  if (kind !== 0x59 || first === 0 || !startsWith(bytes.subarray(nEnd), COSE.rs256.e)) return 'public-key';
  const n = text(bytes.subarray(nAt, nEnd));
  return made(-257, nEnd + COSE.rs256.e.length, { kty: 'RSA', n, e: 'AQAB' });
}

function made(
  algorithm: PasskeyAlgorithm,
  length: number,
  jwk: Readonly<Record<string, string>>,
): AttestedKey | 'public-key' {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const { modulusLength = RSA_BITS.atLeast } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < RSA_BITS.atLeast || modulusLength > RSA_BITS.atMost) return 'public-key';
    return { algorithm, length, publicKey: key.export({ format: 'der', type: 'spki' }) };
  } catch {
    // A point that is not on the curve, or half of one.
    return 'public-key';
  }
}

/**
 * By the key that `readAttestedKey` made. Signatures are in the form of WebAuthn Level 3 section 6.5: that of ECDSA is an
 * ASN.1 sequence of r and s, and only in DER.
 */
export function isSigned(
  data: Uint8Array,
  { publicKey, algorithm }: Pick<AttestedKey, 'algorithm'> & { readonly publicKey: Uint8Array },
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  // Stryker disable next-line ConditionalExpression: where none is named OpenSSL takes SHA-256, which nobody should have to know.
  return verify(algorithm === -8 ? null : 'sha256', data, key, signature);
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return head.equals(bytes.subarray(0, head.length));
}

function text(bytes: Buffer): string {
  return bytes.toString('base64url');
}
