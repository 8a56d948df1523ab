import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordVerifier } from '../../core/passwords/authenticate.ts';
import type { SlowHash } from '../../core/ports/slow-hash.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { matchesSaltedSha, parseSaltedSha } from './salted-sha.ts';

/** OWASP Password Storage Cheat Sheet: N = 2^14 with r = 8 and p = 5 is one of its equal choices. */
const COST = { N: 16_384, r: 8, p: 5 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** What an unknown name is compared with, so that it takes as long as a known one. */
const NOBODY = ['scrypt', COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

const CURRENT = ['scrypt', COST.N, COST.r, COST.p, ''].join('$');

/** `scrypt$N$r$p$salt$hash`: the parameters stand beside the hash, so they can change later. */
export async function hashPassword(password: Secret<string>, beside?: Secret<string>): Promise<string> {
  const [, , , , shared] = beside?.reveal().startsWith(CURRENT) ? beside.reveal().split('$') : [];
  const salt = shared === undefined ? randomBytes(SALT_BYTES) : Buffer.from(shared, 'base64url');
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

export const scryptPasswords: PasswordVerifier = {
  async verify(password, hash, previous) {
    const stored = hash?.reveal();
    const imported = stored === undefined ? undefined : parseSaltedSha(stored);
    // An imported hash takes the time of ours too, so that nobody can tell who has not signed in since the import.
    const right = await matches(password, stored === undefined || imported !== undefined ? NOBODY : stored, previous);
    if (imported !== undefined) return matchesSaltedSha(password, imported);
    return right && hash !== undefined;
  },
  isOutdated: (hash) => !hash.reveal().startsWith(CURRENT),
  hash: async (password, beside) => new Secret(await hashPassword(password, beside)),
};

/** One derivation is compared with one hash or with two, which have one salt. */
async function matches(password: Secret<string>, stored: string, previous?: Secret<string>): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined)
    throw new Error('a password hash of unknown form');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  const other = previous?.reveal().startsWith(`${[scheme, N, r, p, salt].join('$')}$`)
    ? Buffer.from(previous.reveal().split('$')[5] ?? '', 'base64url')
    : expected;
  const [isCurrent, isPrevious] = [isSame(actual, expected), isSame(actual, other)];
  return isCurrent || isPrevious;
}

function isSame(actual: Buffer, expected: Buffer): boolean {
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function derive(password: Secret<string>, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  const options = { ...cost, maxmem: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    const text = password.reveal().normalize('NFKC');
    scrypt(text, salt, HASH_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** Of secrets with 33 bits and more that the service makes itself: a fifth of the work of a password. */
const MADE_COST = { N: 16_384, r: 8, p: 1 } as const;

export const scryptSlowHash: SlowHash = (secret, salt) => derive(secret, Buffer.from(salt), MADE_COST);
