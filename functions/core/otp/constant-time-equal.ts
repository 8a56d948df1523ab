import { timingSafeEqual } from 'node:crypto';

/** Compares two texts in a time that does not depend on where they differ; lengths are not secret. */
export function constantTimeEqual(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}
