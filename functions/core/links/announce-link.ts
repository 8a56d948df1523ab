import type { Account, UserKey } from '../directory/user.ts';
import { domainInMessage, type ShownDomain } from '../identity-domains/shown-domain.ts';
import type { Language } from '../messages/languages.ts';
import { inSevenBits } from '../messages/seven-bit.ts';
import {
  type AnnounceDependencies,
  addressesOf,
  fillIn,
  helpDeskOf,
  sendAll,
  timeInZone,
  userOf,
} from '../notices/announce-change.ts';
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
  const [own, others] = await Promise.all([user, other].map(({ domain }) => domainInMessage(deps.domains, domain)));
  const valuesFor = (language: Language, isMail: boolean): Readonly<Record<string, string>> => ({
    operator: settings.PageName,
    user: userOf(account, shortened(own, isMail)),
    other: userOf(other, shortened(others, isMail)),
    time: timeInZone(deps.clock(), settings.TimeZone, language),
    helpDesk: helpDeskOf(settings, language),
  });
  return sendAll(deps, settings, account, addressesOf(settings, account), (language) => {
    const texts = LINK_TEXTS[language][event];
    const smsText = fillIn(texts.smsText, valuesFor(language, false));
    return {
      subject: fillIn(texts.subject, valuesFor(language, true)),
      text: fillIn(texts.text, valuesFor(language, true)),
      smsText: language === 'en' ? inSevenBits(smsText) : smsText,
    };
  });
}

/** What a domain is for has no room in a text message. */
function shortened(domain: ShownDomain | undefined, isMail: boolean): ShownDomain | undefined {
  return domain === undefined || isMail ? domain : { name: domain.name };
}
