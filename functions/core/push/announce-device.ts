import type { UserKey } from '../directory/user.ts';
import { type AnnounceDependencies, announceChange, type FactorChange } from '../notices/announce-change.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';

export interface AnnounceDeviceDependencies extends AnnounceDependencies {
  readonly users: Pick<Users, 'findAccount'>;
  readonly settings: SettingsSource;
}

type DeviceChange = Pick<FactorChange, 'toAll'> & { readonly change: 'added' | 'removed' };

/**
 * Tells a user that a device of his was added or removed, so that he learns of what he did not do himself. It has
 * happened already: an error would keep its name from a new device, and that would be a factor that nobody has.
 */
export async function announceDevice(
  deps: AnnounceDeviceDependencies,
  user: UserKey,
  change: DeviceChange = { change: 'added' },
): Promise<readonly DeliveryOutcome[]> {
  try {
    return await announce(deps, user, change);
  } catch {
    return ['unknown'];
  }
}

async function announce(
  deps: AnnounceDeviceDependencies,
  user: UserKey,
  change: DeviceChange,
): Promise<readonly DeliveryOutcome[]> {
  const [account, stored] = await Promise.all([deps.users.findAccount(user), deps.settings.forDomain(user.domain)]);
  if (account === undefined || stored === undefined) return ['refused'];
  return announceChange(deps, resolveSettings(stored), account, {
    ...change,
    factor: 'push',
    domain: user.domain,
  });
}
