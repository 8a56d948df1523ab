/** Compact JWS with ES256 (RFC 7515, RFC 7518 section 3.4), by WebCrypto. */
import { nowMs } from './clock.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** The private key of the pair cannot be exported. */
export function makeKeyPair() {
  return crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
}

/** @param {CryptoKey} publicKey */
export async function publicJwk(publicKey) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty, crv, x, y };
}

/**
 * Signs with the time and a fresh id in the payload.
 *
 * @param {CryptoKey} privateKey
 * @param {{typ: string, kid?: string, jwk?: object}} header
 * @param {object} payload
 */
export async function sign(privateKey, header, payload) {
  const iat = Math.floor(nowMs() / 1000);
  const jti = base64Url(crypto.getRandomValues(new Uint8Array(16)));
  const input = `${encode({ alg: 'ES256', ...header })}.${encode({ ...payload, iat, jti })}`;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    new TextEncoder().encode(input),
  );
  return `${input}.${base64Url(new Uint8Array(signature))}`;
}

/** @param {object} value */
function encode(value) {
  return base64Url(new TextEncoder().encode(JSON.stringify(value)));
}

/** @param {Uint8Array} bytes */
function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
