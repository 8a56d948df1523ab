import type { UserKey } from '../directory/user.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Bounces, footingOf, type Judged, type KnownUser } from './footing.ts';

interface ReadDependencies {
  readonly read: (user: UserKey) => Promise<KnownUser>;
  readonly bounces?: Bounces | undefined;
}

/** Users whose items are being read at one moment. */
const PARALLEL = 16;

interface JudgedUser {
  readonly userId: string;
  readonly judged: Judged;
}

/** What these users of a domain stand on, in the order of their names as they were given. */
export async function readFootings(
  { read, bounces }: ReadDependencies,
  settings: Settings,
  domain: string,
  userIds: readonly string[],
): Promise<readonly JudgedUser[]> {
  const found: JudgedUser[] = [];
  // One queue for all, so that a slow answer holds up one of them alone.
  const queue = userIds.entries();
  const worker = async (): Promise<void> => {
    for (const [at, userId] of queue) {
      found[at] = { userId, judged: footingOf(settings, await read({ domain, userId }), bounces) };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return found;
}
