import { createHash } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { RefreshFamilies, RefreshFamily } from '../ports/tokens.ts';
import { Secret } from '../secrets/secret.ts';

const FAMILY_BYTES = 16;
const SECRET_BYTES = 32;
const FAMILY_LETTERS = 22;
const FORM = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;

export interface RefreshTokenDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly families: RefreshFamilies;
}

/** The first refresh token of a new family. */
export async function startFamily(
  { random, families }: RefreshTokenDependencies,
  family: Omit<RefreshFamily, 'currentHash'>,
): Promise<Secret<string>> {
  const id = text(random(FAMILY_BYTES));
  const secret = text(random(SECRET_BYTES));
  await families.create(id, { ...family, currentHash: hashOf(secret) });
  return new Secret(`${id}.${secret}`);
}

type FoundFamily = { readonly id: string; readonly hash: string; readonly family: RefreshFamily };

/**
 * The living family of a token of this client, whether the token is its current one or not: that is for `useToken`.
 * A token in the hands of another client has leaked, which ends its family.
 */
export async function findFamily(
  { clock, families }: RefreshTokenDependencies,
  token: Secret<string>,
  holder: { readonly domain: string; readonly client: string },
): Promise<FoundFamily | undefined> {
  if (!FORM.test(token.reveal())) return undefined;
  const id = token.reveal().slice(0, FAMILY_LETTERS);
  const secret = token.reveal().slice(FAMILY_LETTERS + 1);
  const family = await families.find(id);
  if (family === undefined || family.expiresAtMs <= clock()) return undefined;
  if (family.client !== holder.client || family.user.domain !== holder.domain) {
    await families.revoke(id);
    return undefined;
  }
  return { id, hash: hashOf(secret), family };
}

/**
 * Spends the token and gives the next one. Of several uses one wins; any other means that two hold the same token, and
 * since nobody can tell which of them is the thief, the family ends (RFC 9700 section 4.14.2).
 */
export async function useToken(
  { clock, random, families }: RefreshTokenDependencies,
  { id, hash }: FoundFamily,
): Promise<Secret<string> | 'reused'> {
  const secret = text(random(SECRET_BYTES));
  const nextHash = hashOf(secret);
  const next = new Secret(`${id}.${secret}`);
  if ((await families.rotate(id, { currentHash: hash, nextHash, nowMs: clock() })) === 'rotated') return next;
  // The write may have been ours, with its answer lost and the repetition refused.
  if ((await families.find(id))?.currentHash === nextHash) return next;
  await families.revoke(id);
  return 'reused';
}

/** 256 random bits need no salt and no slow hash. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
