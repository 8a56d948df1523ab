import type { KeyGeneration } from '../ports/key-ring.ts';
import { mac } from '../secrets/mac.ts';
import type { UserKey } from './user.ts';

/**
 * The name of a user in the log: 128 bits of HMAC-SHA-256. Who holds the key finds the lines of one person, and nobody
 * else can tell whose they are, not even by trying names. Another generation of the key is another pseudonym.
 */
export function pseudonymOf(keys: KeyGeneration, { domain, userId }: UserKey): string {
  return mac(keys, 'user-pseudonym', [domain, userId]).subarray(0, 16).toString('base64url');
}
