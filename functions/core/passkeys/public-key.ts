import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { assertNever } from '../assert-never.ts';
import { PASSKEY_ALGORITHMS, type PasskeyAlgorithm } from './passkey.ts';

const RSA_BITS = { atLeast: 2048, atMost: 4096 };
const RSA_EXPONENT = 65_537n;

/** A number of the IANA registry "COSE Algorithms" that was among those offered. */
export function isPasskeyAlgorithm(algorithm: number): algorithm is PasskeyAlgorithm {
  return PASSKEY_ALGORITHMS.some((known) => known === algorithm);
}

/** A SubjectPublicKeyInfo in DER; undefined for what is none, or no key for that algorithm. */
export function readPublicKey(spki: Uint8Array, algorithm: PasskeyAlgorithm): KeyObject | undefined {
  const key = parse(spki);
  return key !== undefined && fits(key, algorithm) ? key : undefined;
}

/** Node ignores bytes behind a key, and reads spellings that DER does not allow: what it writes back must be the same. */
function parse(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.export({ format: 'der', type: 'spki' }).equals(spki) ? key : undefined;
  } catch {
    return undefined;
  }
}

function fits(key: KeyObject, algorithm: PasskeyAlgorithm): boolean {
  const { namedCurve, modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
  switch (algorithm) {
    case -8:
      return key.asymmetricKeyType === 'ed25519';
    case -7:
      return key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
    case -257: {
      const isLongEnough = modulusLength >= RSA_BITS.atLeast && modulusLength <= RSA_BITS.atMost;
      return key.asymmetricKeyType === 'rsa' && isLongEnough && publicExponent === RSA_EXPONENT;
    }
    default:
      return assertNever(algorithm);
  }
}

/** Signatures are in the form of WebAuthn Level 3 section 6.5: that of ECDSA is an ASN.1 sequence of r and s. */
export function isSigned(
  data: Uint8Array,
  key: KeyObject,
  algorithm: PasskeyAlgorithm,
  signature: Uint8Array,
): boolean {
  return verify(algorithm === -8 ? null : 'sha256', data, key, signature);
}

/**
 * The one COSE_Key that this key can be (section 6.5: CTAP2 canonical CBOR, `alg` and no other optional parameter; RFC
 * 9053 section 7, RFC 8230 section 4). To compare it with what the authenticator wrote needs no CBOR decoder.
 */
export function coseKey(key: KeyObject, algorithm: PasskeyAlgorithm): Buffer {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
  switch (algorithm) {
    // {1: OKP, 3: EdDSA, -1: Ed25519, -2: x}
    case -8:
      return Buffer.concat([hex('a401010327200621'), byteString(bytes(jwk.x))]);
    // {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}
    case -7:
      return Buffer.concat([
        hex('a5010203262001'),
        hex('21'),
        byteString(bytes(jwk.x)),
        hex('22'),
        byteString(bytes(jwk.y)),
      ]);
    // {1: RSA, 3: RS256, -1: n, -2: e}
    case -257:
      return Buffer.concat([hex('a401030339010020'), byteString(bytes(jwk.n)), hex('21'), byteString(bytes(jwk.e))]);
    default:
      return assertNever(algorithm);
  }
}

/** In CBOR (RFC 8949 section 3.1, major type 2), of less than 65,536 bytes. */
function byteString(bytes: Buffer): Buffer {
  if (bytes.length < 24) return Buffer.concat([Buffer.of(0x40 + bytes.length), bytes]);
  if (bytes.length < 256) return Buffer.concat([Buffer.of(0x58, bytes.length), bytes]);
  return Buffer.concat([Buffer.of(0x59, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
