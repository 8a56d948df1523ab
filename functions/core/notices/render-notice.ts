import type { Account } from '../directory/user.ts';
import type { ShownDomain } from '../identity-domains/shown-domain.ts';
import type { Language } from '../messages/languages.ts';
import { inSevenBits } from '../messages/seven-bit.ts';
import { shownUser } from '../messages/shown-user.ts';
import type { Settings } from '../settings/resolve.ts';
import { NOTICE_TEXTS } from './texts.ts';

/** What is said in one language; a text message says it in fewer words. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly smsText: string;
}

/** Whom it is about, and when and in which language it is said. */
interface NoticeOf {
  readonly account: Pick<Account, 'userId'>;
  readonly domain: ShownDomain | undefined;
  readonly language: Language;
  readonly nowMs: number;
}

type Values = Readonly<Record<string, string>>;

/**
 * Fills in what every notice can name: the operator, the user, the time and the help desk; and what this one has of its
 * own, which can be longer in a mail.
 */
export function renderNotice(
  settings: Settings,
  { account, domain, language, nowMs }: NoticeOf,
  templates: RenderedNotice,
  own: Values | ((isMail: boolean) => Values) = {},
): RenderedNotice {
  const valuesFor = (isMail: boolean): Values => ({
    operator: settings.PageName,
    user: userIn(account, domain, isMail),
    time: timeInZone(nowMs, settings.TimeZone, language),
    helpDesk: helpDeskOf(settings, language),
    ...(typeof own === 'function' ? own(isMail) : own),
  });
  const smsText = fillIn(templates.smsText, valuesFor(false));
  return {
    subject: fillIn(templates.subject, valuesFor(true)),
    text: fillIn(templates.text, valuesFor(true)),
    smsText: language === 'en' ? inSevenBits(smsText) : smsText,
  };
}

/** Two accounts of one name are told apart by their domain. What it is for has room in a mail alone. */
export function userIn({ userId }: Pick<Account, 'userId'>, domain: ShownDomain | undefined, isMail: boolean): string {
  if (domain === undefined) return shownUser(userId);
  const { name, purpose } = domain;
  return `${shownUser(userId)} (${purpose === undefined || !isMail ? name : `${name}: ${purpose}`})`;
}

/** In one pass, so that a name which looks like a placeholder stays as it is. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Its number is the operator's to give; where else it is reached would be a link. */
function helpDeskOf({ HelpDeskName, HelpDeskPhone }: Settings, language: Language): string {
  const { helpDesk, helpDeskWithPhone } = NOTICE_TEXTS[language];
  const name = HelpDeskName === '' ? helpDesk : HelpDeskName;
  return HelpDeskPhone === '' ? name : fillIn(helpDeskWithPhone, { name, phone: HelpDeskPhone });
}

/** With the name of the zone: the reader may be in another one. */
export function timeInZone(atMs: number, timeZone: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
  });
  return format.format(atMs).replaceAll('\u202F', ' ');
}
