import { addressFields } from '../../core/directory/address-fields.ts';
import { forgetLostAddress } from '../../core/directory/forget-lost-address.ts';
import type { StoredProfile } from '../../core/directory/profile.ts';
import { vouchesFor } from '../../core/directory/unproven.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { type AnnounceAddressesDependencies, announceAddresses } from '../../core/notices/announce-addresses.ts';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { WrittenProfile } from '../../core/ports/directory.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Users } from '../../core/ports/users.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { requireReason } from '../../http/audited.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import type { ServeDependencies } from '../../http/serve.ts';

export interface WrittenDependencies extends AnnounceAddressesDependencies, ServeDependencies {
  readonly clock: AnnounceAddressesDependencies['clock'];
  readonly settings: SettingsSource;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'markAddressesLost'>;
}

/** An address that nobody has shown to be the user's is one when an administrator says why. */
export async function requireWhyVouched(
  { settings }: Pick<WrittenDependencies, 'settings'>,
  { domain }: UserKey,
  stored: StoredProfile | undefined,
  after: Parameters<typeof vouchesFor>[2],
): Promise<void> {
  const before = stored && { ...stored, unproven: stored.unproven ?? [] };
  if (vouchesFor(await addressFields(settings, domain), before, after)) requireReason();
}

/** The user is told of addresses that are others now. */
export async function tellOfAddresses(
  deps: WrittenDependencies,
  user: UserKey,
  { profile, before }: WrittenProfile,
): Promise<void> {
  if (before === undefined) return;
  const { EmailField, PhoneField } = resolveSettings((await deps.settings.forDomain(user.domain)) ?? {});
  const isOther = (field: string) => before.attributes[field] !== profile.attributes[field];
  const changed = [
    ...(isOther(EmailField) ? ['email' as const] : []),
    ...(isOther(PhoneField) ? ['sms' as const] : []),
  ];
  logFailedNotices(deps.log, await announceAddresses(deps, user, before, profile));
  await forgetLostAddress(deps, user, changed);
}
