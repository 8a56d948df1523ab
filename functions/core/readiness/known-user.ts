import type { UserKey } from '../directory/user.ts';
import type { Devices } from '../ports/push.ts';
import type { Users } from '../ports/users.ts';
import type { KnownUser } from './footing.ts';

/** His devices are asked for only where he has one: most people have none, and each question is a request. */
export async function knownUser(
  { users, devices }: { readonly users: Pick<Users, 'load'>; readonly devices: Pick<Devices, 'list'> },
  user: UserKey,
): Promise<KnownUser> {
  const record = await users.load(user);
  const hasDevices = record.account !== undefined && record.hasDevice === true;
  return { record, devices: hasDevices ? await devices.list(user, record.account) : [] };
}
