import type { Caller } from '../../http/callers.ts';

/** Whoever started a challenge may read it: as what a client does both. */
export function readerOf({ user }: Caller): string {
  return `${user.domain}#${user.userId}`;
}
