import { ownershipOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { UserRecord, Users } from '../ports/users.ts';

interface OwnRecordDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'replaceLeftover'>;
}

/**
 * The record of a user for a call that may write his credential: where an earlier person of the name left one, or the
 * tombstone of one, there is an empty one of this person now.
 */
export async function loadOwnRecord(deps: OwnRecordDependencies, user: UserKey): Promise<UserRecord> {
  const record = await deps.users.load(user);
  if (record.account === undefined || record.leftover === undefined) return record;
  await deps.credentials.replaceLeftover(user, record.leftover, ownershipOf(record.account));
  return deps.users.load(user);
}
