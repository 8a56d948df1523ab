import { createHash } from 'node:crypto';

/**
 * Which key or address a proof was made with: SHA-256 of its stored form, in base64url. The key itself is sealed, and an
 * address needs no second place where it can be read.
 */
export function proofMark(of: Uint8Array | string): string {
  return createHash('sha256').update(of).digest('base64url').slice(0, 22);
}
