import { about } from '../audit/record.ts';
import type { UserKey } from '../directory/user.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Links } from '../ports/links.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Link } from './link.ts';

export interface EndYoungLinksDependencies {
  readonly clock: Clock;
  readonly links: Pick<Links, 'remove'>;
  readonly audit: Pick<Audit, 'note'>;
}

const YOUNG_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * Ends, on both sides, what a person has linked himself in the 30 days before his reset: whoever held his factors then may
 * have made it, and must not keep a way back in past the factors that end.
 */
export async function endYoungLinks(
  deps: EndYoungLinksDependencies,
  user: UserKey,
  { links = [] }: Pick<UserRecord, 'links'>,
): Promise<void> {
  const sinceMs = deps.clock() - YOUNG_MS;
  const young = links.filter(({ by, linkedAtMs }) => by === 'person' && linkedAtMs > sinceMs);
  await Promise.all(young.map((link) => end(deps, user, link)));
}

async function end({ links, audit }: EndYoungLinksDependencies, user: UserKey, { to }: Link): Promise<void> {
  // One side gone is the link gone.
  await links.remove(user, to);
  await links.remove(to, user);
  await audit.note({ ...about(user, 'accounts-unlinked'), changed: nameOf(to) });
  await audit.note({ ...about(to, 'accounts-unlinked'), changed: nameOf(user) });
}

function nameOf({ domain, userId }: UserKey): { linkedDomain: string; linkedUserId: string } {
  return { linkedDomain: domain, linkedUserId: userId };
}
