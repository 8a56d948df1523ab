import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secrets/secret.ts';

/** Hashes of LDAP directories (RFC 2307 and its common extensions): base64 of the digest and then the salt. */
const ALGORITHMS: Readonly<Record<string, readonly [algorithm: string, digestBytes: number]>> = {
  SSHA: ['sha1', 20],
  SSHA256: ['sha256', 32],
  SSHA512: ['sha512', 64],
};

interface SaltedSha {
  readonly algorithm: string;
  readonly digest: Buffer;
  readonly salt: Buffer;
}

/** undefined when it is not a salted hash of a known kind. */
export function parseSaltedSha(stored: string): SaltedSha | undefined {
  const [, scheme = '', encoded = ''] = /^\{([A-Z0-9]+)\}([A-Za-z0-9+/]+={0,2})$/.exec(stored) ?? [];
  const known = ALGORITHMS[scheme];
  if (known === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const [algorithm, digestBytes] = known;
  if (bytes.length <= digestBytes) return undefined;
  return { algorithm, digest: bytes.subarray(0, digestBytes), salt: bytes.subarray(digestBytes) };
}

/** Such a hash is fast to guess, so it is only for the first sign-in after an import, which replaces it. */
export function matchesSaltedSha(password: Secret<string>, { algorithm, digest, salt }: SaltedSha): boolean {
  const actual = createHash(algorithm).update(password.reveal()).update(salt).digest();
  return timingSafeEqual(actual, digest);
}
