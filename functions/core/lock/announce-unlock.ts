import type { UserKey } from '../directory/user.ts';
import { domainInMessage } from '../identity-domains/shown-domain.ts';
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
  const valuesFor = (language: Language, isMail: boolean): Readonly<Record<string, string>> => ({
    operator: settings.PageName,
    user: userOf(account, domain === undefined || isMail ? domain : { name: domain.name }),
    time: timeInZone(deps.clock(), settings.TimeZone, language),
    helpDesk: helpDeskOf(settings, language),
  });
  return sendAll(deps, settings, account, mails.length === 0 ? all : mails, (language) => {
    const texts = UNLOCK_TEXTS[language];
    const smsText = fillIn(texts.smsText, valuesFor(language, false));
    return {
      subject: fillIn(texts.subject, valuesFor(language, true)),
      text: fillIn(texts.text, valuesFor(language, true)),
      smsText: language === 'en' ? inSevenBits(smsText) : smsText,
    };
  });
}
