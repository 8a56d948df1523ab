import type { Account, UserKey } from '../directory/user.ts';
import { domainInMessage } from '../identity-domains/shown-domain.ts';
import { type AnnounceDependencies, addressesOf, sendAll } from '../notices/announce-change.ts';
import { renderNotice, userIn } from '../notices/render-notice.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { LINK_TEXTS, type LinkEvent } from './texts.ts';

export interface AnnounceLinkDependencies extends AnnounceDependencies {
  readonly settings: SettingsSource;
}

/** An account that may be gone, and so has nobody to tell. */
interface LinkedParty {
  readonly user: UserKey;
  readonly account: Account | undefined;
}

/** Tells all addresses of an account, by mail and by text message, what has happened between it and the linked one. */
export async function announceLink(
  deps: AnnounceLinkDependencies,
  { user, account }: LinkedParty,
  other: UserKey,
  event: LinkEvent,
): Promise<readonly DeliveryOutcome[]> {
  const stored = await deps.settings.forDomain(user.domain);
  if (account === undefined || stored === undefined) return [];
  const settings = resolveSettings(stored);
  const [domain, othersDomain] = await Promise.all(
    [user, other].map((one) => domainInMessage(deps.domains, one.domain)),
  );
  return sendAll(deps, settings, account, addressesOf(settings, account), (language) =>
    renderNotice(
      settings,
      { account, domain, language, nowMs: deps.clock() },
      LINK_TEXTS[language][event],
      (isMail) => ({
        other: userIn(other, othersDomain, isMail),
      }),
    ),
  );
}
