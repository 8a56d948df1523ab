import type { Epoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { domainInMessage } from '../identity-domains/shown-domain.ts';
import type { Language } from '../messages/languages.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Settings } from '../settings/resolve.ts';
import { type AnnounceDependencies, addressesOf, sendAll } from './announce-change.ts';
import { BYPASS_TEXTS, type BypassEvent } from './bypass-texts.ts';
import { type CancelCodeDependencies, makeCancelCode } from './cancel-code.ts';
import { type RenderedNotice, renderNotice, timeInZone } from './render-notice.ts';

export type AnnounceBypassDependencies = AnnounceDependencies & CancelCodeDependencies;

interface Person {
  readonly user: UserKey;
  readonly account: Account;
}

/**
 * Tells every address of a user, by mail and by text message, that the help desk made a code for him, and how to end it.
 * It never fails: the code stands by now, and an error here must not say that it does not.
 */
export async function announceBypassMade(
  deps: AnnounceBypassDependencies,
  settings: Settings,
  { epoch, ...person }: Person & { readonly epoch: Epoch },
  expiresAtMs: number,
): Promise<readonly DeliveryOutcome[]> {
  try {
    if (addressesOf(settings, person.account).length === 0) return [];
    const { code } = await makeCancelCode(deps, { user: person.user, epoch, expiresAtMs });
    return await tell(deps, settings, person, 'made', { expiresAtMs, code });
  } catch {
    return ['unknown'];
  }
}

/** The same of a code of the help desk that was accepted just now. */
export async function announceBypassUsed(
  deps: AnnounceDependencies,
  settings: Settings,
  person: Person,
): Promise<readonly DeliveryOutcome[]> {
  return tell(deps, settings, person, 'used', undefined);
}

interface Standing {
  readonly expiresAtMs: number;
  readonly code: string;
}

async function tell(
  deps: AnnounceDependencies,
  settings: Settings,
  { user, account }: Person,
  event: BypassEvent,
  standing: Standing | undefined,
): Promise<readonly DeliveryOutcome[]> {
  const domain = await domainInMessage(deps.domains, user.domain);
  const render = (language: Language): RenderedNotice => {
    const own =
      standing === undefined
        ? {}
        : { code: standing.code, until: timeInZone(standing.expiresAtMs, settings.TimeZone, language) };
    const about = { account, domain, language, nowMs: deps.clock() };
    return renderNotice(settings, about, BYPASS_TEXTS[language][event], own);
  };
  return sendAll(deps, settings, account, addressesOf(settings, account), render);
}
