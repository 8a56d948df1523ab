import { createHash } from 'node:crypto';
import type { UserKey } from '../directory/user.ts';
import { type ShownDomain, shownDomain } from '../identity-domains/shown-domain.ts';
import { offersOf } from '../journey/offers.ts';
import type { Clock } from '../ports/clock.ts';
import type { Devices } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { UserRecord } from '../ports/users.ts';
import { resolveSettings, type Settings } from '../settings/resolve.ts';
import type { Method } from '../verify/credential.ts';
import { type LinkedAccount, type LinkedAccountsDependencies, linkedAccounts } from './linked-accounts.ts';
import { helpsIfSince, linkMayHelp, oldDevicesOf, oldFactorsOf } from './may-help.ts';

interface HelpingAccountsDependencies extends LinkedAccountsDependencies {
  readonly clock: Clock;
  readonly settings: SettingsSource;
  readonly devices: Pick<Devices, 'list'>;
}

/** A linked account with at least one factor that can be proven now and is good enough. */
export interface HelpingAccount extends LinkedAccount {
  /** Names it in a form, and tells nobody whose it is. */
  readonly id: string;
  readonly domain: ShownDomain;
  readonly methods: readonly Method[];
}

/**
 * What counts when one account is proven for another one. A code that is sent can be sent to a stranger, a recovery code
 * and one of the help desk are ways of rescue themselves, and a rescue must not lead on to the next account.
 */
export function settingsForHelping(settings: Settings): Settings {
  return {
    ...settings,
    Email_Enabled: false,
    Sms_Enabled: false,
    RecoveryCodes_Enabled: false,
    BypassCodes_Enabled: false,
    ResetCoolOffHours: 0,
  };
}

/** The accounts that can help the person of a session, in the settings that hold for its application. */
export async function helpingAccounts(
  deps: HelpingAccountsDependencies,
  { user, application }: { readonly user: UserKey; readonly application: string },
  record: UserRecord,
  rpId: string,
): Promise<readonly HelpingAccount[]> {
  const own = await deps.settings.forDomain(user.domain);
  const helped = own === undefined ? undefined : resolveSettings(own, application);
  if (helped?.LinkedAccountsHelp !== true) return [];
  const sinceMs = helpsIfSince(helped, deps.clock());
  const linked = await linkedAccounts(deps, user, record);
  const helping = linked
    .filter(({ link }) => linkMayHelp(link, sinceMs))
    .map(async (one): Promise<HelpingAccount | undefined> => {
      const [stored, domain] = await Promise.all([
        deps.settings.forDomain(one.user.domain),
        deps.domains.find(one.user.domain),
      ]);
      if (stored === undefined || domain === undefined) return undefined;
      const settings = settingsForHelping(resolveSettings(stored, application));
      const devices = oldDevicesOf(await deps.devices.list(one.user, one.record.account), sinceMs);
      const methods = offersOf(settings, oldFactorsOf(one.record, sinceMs), devices, rpId).map(({ method }) => method);
      const id = createHash('sha256')
        .update(JSON.stringify([one.user.domain, one.user.userId]))
        .digest('base64url');
      return methods.length === 0 ? undefined : { ...one, id, domain: shownDomain(domain), methods };
    });
  return (await Promise.all(helping)).filter((one) => one !== undefined);
}
