import type { Epoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { domainInMessage, type ShownDomain } from '../identity-domains/shown-domain.ts';
import type { Language } from '../messages/languages.ts';
import { inSevenBits } from '../messages/seven-bit.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Enrolments } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { formatEnrolmentCode, generateEnrolmentCode, hashCancelCode } from '../push/enrolment-code.ts';
import type { Settings } from '../settings/resolve.ts';
import {
  type AnnounceDependencies,
  addressesOf,
  fillIn,
  helpDeskOf,
  type RenderedNotice,
  sendAll,
  timeInZone,
  userOf,
} from './announce-change.ts';
import { BYPASS_TEXTS, type BypassEvent } from './bypass-texts.ts';

export interface AnnounceBypassDependencies extends AnnounceDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly enrolments: Pick<Enrolments, 'add'>;
}

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
    const code = generateEnrolmentCode(deps.random);
    const hash = hashCancelCode(await deps.keys.current(), code);
    await deps.enrolments.add(hash, { user: person.user, epoch, expiresAtMs });
    return await tell(deps, settings, person, 'made', { expiresAtMs, code: formatEnrolmentCode(code) });
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
  const render = (language: Language): RenderedNotice =>
    renderNotice(settings, { account, domain }, event, standing, { language, nowMs: deps.clock() });
  return sendAll(deps, settings, account, addressesOf(settings, account), render);
}

function renderNotice(
  settings: Settings,
  { account, domain }: { readonly account: Account; readonly domain: ShownDomain },
  event: BypassEvent,
  standing: Standing | undefined,
  { language, nowMs }: { readonly language: Language; readonly nowMs: number },
): RenderedNotice {
  const { subject, text, smsText } = BYPASS_TEXTS[language][event];
  const time = (atMs: number) => timeInZone(atMs, settings.TimeZone, language);
  const values: Readonly<Record<string, string>> = {
    operator: settings.PageName,
    user: userOf(account, { name: domain.name }),
    time: time(nowMs),
    helpDesk: helpDeskOf(settings, language),
    ...(standing === undefined ? {} : { code: standing.code, until: time(standing.expiresAtMs) }),
  };
  const sms = fillIn(smsText, values);
  return {
    subject: fillIn(subject, values),
    text: fillIn(text, { ...values, user: userOf(account, domain) }),
    smsText: language === 'en' ? inSevenBits(sms) : sms,
  };
}
