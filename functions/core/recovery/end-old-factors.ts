import type { UserKey } from '../directory/user.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Devices } from '../ports/push.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Device } from '../push/device.ts';

export interface EndOldFactorsDependencies {
  readonly devices: Pick<Devices, 'listAll' | 'remove'>;
  readonly passkeys: Pick<Passkeys, 'remove'>;
}

/** What ends with a reset beside the credential; called in the person's lease, right after the write that decides. */
export type EndOldFactors = (user: UserKey, before: Pick<UserRecord, 'passkeys' | 'links'>) => Promise<void>;

/**
 * Removes the passkeys and devices that a person had before his reset. One that could not be removed keeps none of the
 * others, and breaks the call at its end: it must be seen.
 */
export async function endOldFactors(
  { devices, passkeys }: EndOldFactorsDependencies,
  user: UserKey,
  { passkeys: old = [] }: Pick<UserRecord, 'passkeys'>,
): Promise<readonly Device[]> {
  const registered = await devices.listAll(user);
  const removals = [
    ...old.map(({ id }) => passkeys.remove(user, id)),
    ...registered.map(({ id }) => devices.remove(user, id)),
  ];
  const failed = (await Promise.allSettled(removals)).find((removal) => removal.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return registered;
}
