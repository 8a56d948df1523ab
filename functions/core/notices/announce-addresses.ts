import type { Profile } from '../directory/profile.ts';
import type { Addressed } from '../directory/unproven.ts';
import type { UserKey } from '../directory/user.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type AnnounceDependencies, addressesOf, announceChange } from './announce-change.ts';

export interface AnnounceAddressesDependencies extends AnnounceDependencies {
  readonly settings: SettingsSource;
}

/**
 * Somebody else has changed addresses of a user: the old and the new one are told, and every other one, since who changes
 * them is who would read what comes there. It has happened: no error may say that it has not.
 */
export async function announceAddresses(
  deps: AnnounceAddressesDependencies,
  user: UserKey,
  before: Addressed | undefined,
  after: Profile,
): Promise<readonly DeliveryOutcome[]> {
  if (before === undefined) return [];
  try {
    return await announce(deps, user, before, after);
  } catch {
    return ['unknown'];
  }
}

async function announce(
  deps: AnnounceAddressesDependencies,
  user: UserKey,
  before: Addressed,
  after: Profile,
): Promise<readonly DeliveryOutcome[]> {
  const settings = resolveSettings((await deps.settings.forDomain(user.domain)) ?? {});
  const account = { userId: user.userId, ...after };
  const [old, now] = [before, after].map(({ attributes }) => addressesOf(settings, { ...account, attributes }));
  const outcomes: DeliveryOutcome[] = [];
  for (const factor of ['email', 'sms'] as const) {
    const [was] = (old ?? []).filter(({ channel }) => channel === factor);
    const [is] = (now ?? []).filter(({ channel }) => channel === factor);
    if (was?.to === is?.to) continue;
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'replaced';
    const alsoTo = was === undefined ? [] : [was];
    const said = { change, factor, domain: user.domain, alsoTo, toAll: true } as const;
    outcomes.push(...(await announceChange(deps, settings, account, said)));
  }
  return outcomes;
}
