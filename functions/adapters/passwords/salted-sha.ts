import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/secrets/secret.ts';

/** Hashes of LDAP directories (RFC 2307 and its common extensions): base64 of the digest and then the salt. */
const ALGORITHMS: ReadonlyMap<string, readonly [algorithm: string, digestBytes: number]> = new Map([
  ['SSHA', ['sha1', 20]],
  ['SSHA256', ['sha256', 32]],
  ['SSHA384', ['sha384', 48]],
  ['SSHA512', ['sha512', 64]],
]);

/** The name of a scheme has no case (RFC 2307 section 5.3), and some directories write a hyphen into it. */
const SCHEME = /^\{([A-Za-z0-9./_-]+)\}/;

/** Hashes of other systems that wear no braces: crypt(3), Argon2, bcrypt, Django's, and bare digests in hex. */
const OTHER_HASH =
  /^(?:\$[A-Za-z0-9-]{1,20}\$.{10,}|(?:pbkdf2|scrypt|argon2|bcrypt|md5|sha\d+|unsalted_)[A-Za-z0-9_]*\$.+|(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}))$/is;

/** Whether a text says of itself how it was hashed, with which we can do something or not. */
export function hashKind(stored: string): 'salted-sha' | 'other' | 'none' {
  const scheme = SCHEME.exec(stored)?.[1];
  // Taken for a password, it would let in whoever holds the old table, and not its owner.
  if (scheme === undefined) return OTHER_HASH.test(stored) ? 'other' : 'none';
  return algorithmOf(scheme) === undefined ? 'other' : 'salted-sha';
}

function algorithmOf(scheme: string) {
  return ALGORITHMS.get(scheme.toUpperCase().replace('-', ''));
}

interface SaltedSha {
  readonly algorithm: string;
  readonly digest: Buffer;
  readonly salt: Buffer;
}

/** undefined when it is not a salted hash of a known kind. */
export function parseSaltedSha(stored: string): SaltedSha | undefined {
  const [prefix, scheme = ''] = SCHEME.exec(stored) ?? [''];
  const encoded = stored.slice(prefix.length);
  const known = algorithmOf(scheme);
  if (known === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
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
