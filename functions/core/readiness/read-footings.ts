import type { UserKey } from '../directory/user.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Bounces, footingOf, type Judged, type KnownUser } from './footing.ts';

interface ReadDependencies {
  readonly read: (user: UserKey) => Promise<KnownUser>;
  readonly bounces?: Bounces | undefined;
}

/** Users whose items are being read at one moment. */
const PARALLEL = 16;

export interface JudgedUser {
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
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < userIds.length; at = next++) {
      const userId = userIds[at] ?? '';
      found[at] = { userId, judged: footingOf(settings, await read({ domain, userId }), bounces) };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return found;
}
