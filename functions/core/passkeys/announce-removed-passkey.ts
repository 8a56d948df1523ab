import { isOwn } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceDependencies, announceChange } from '../notices/announce-change.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';

export interface AnnouncePasskeyDependencies extends AnnounceDependencies {
  readonly users: Pick<Users, 'findAccount'>;
  readonly settings: SettingsSource;
}

type Removed = Pick<Passkey, 'name' | 'generation'>;

/**
 * Tells a user that somebody else removed a passkey of his. It has happened already, so an error here must not say that
 * it has not. Whoever has the name now is not told of what was an earlier person's.
 */
export async function announceRemovedPasskey(
  deps: AnnouncePasskeyDependencies,
  user: UserKey,
  passkey: Removed,
): Promise<readonly DeliveryOutcome[]> {
  try {
    return await announce(deps, user, passkey);
  } catch {
    return ['unknown'];
  }
}

async function announce(
  deps: AnnouncePasskeyDependencies,
  user: UserKey,
  { name, generation }: Removed,
): Promise<readonly DeliveryOutcome[]> {
  const { domain } = user;
  const [account, stored] = await Promise.all([deps.users.findAccount(user), deps.settings.forDomain(domain)]);
  if (account === undefined || stored === undefined || !isOwn(account, generation)) return [];
  const change = { change: 'removed', factor: 'passkey', name, domain } as const;
  return announceChange(deps, resolveSettings(stored), account, change);
}
