import type { UserKey } from '../directory/user.ts';
import { domainInMessage } from '../identity-domains/shown-domain.ts';
import { type AnnounceDependencies, addressesOf, sendAll } from '../notices/announce-change.ts';
import { renderNotice } from '../notices/render-notice.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { UNLOCK_TEXTS } from './texts.ts';

export interface AnnounceUnlockDependencies extends AnnounceDependencies {
  readonly users: Pick<Users, 'findAccount'>;
  readonly settings: SettingsSource;
}

/** By mail, and by text message where no mail can reach him. The lock is gone already: no error may say that it is not. */
export async function announceUnlock(
  deps: AnnounceUnlockDependencies,
  user: UserKey,
): Promise<readonly DeliveryOutcome[]> {
  try {
    return await announce(deps, user);
  } catch {
    return ['unknown'];
  }
}

async function announce(deps: AnnounceUnlockDependencies, user: UserKey): Promise<readonly DeliveryOutcome[]> {
  const [account, stored] = await Promise.all([deps.users.findAccount(user), deps.settings.forDomain(user.domain)]);
  if (account === undefined || stored === undefined) return [];
  const settings = resolveSettings(stored);
  const domain = await domainInMessage(deps.domains, user.domain);
  const all = addressesOf(settings, account);
  const mails = all.filter(({ channel }) => channel === 'email');
  return sendAll(deps, settings, account, mails.length === 0 ? all : mails, (language) =>
    renderNotice(settings, { account, domain, language, nowMs: deps.clock() }, UNLOCK_TEXTS[language]),
  );
}
