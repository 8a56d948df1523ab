import { attributeOf } from '../directory/attribute.ts';
import { parseMailAddress } from '../directory/mail-address.ts';
import { parsePhone } from '../directory/phone.ts';
import type { Account } from '../directory/user.ts';
import { domainInMessage, type ShownDomain } from '../identity-domains/shown-domain.ts';
import { gatewayOf } from '../messages/gateway.ts';
import { type Language, languageOf } from '../messages/languages.ts';
import { leadsElsewhere } from '../messages/leads-elsewhere.ts';
import type { Clock } from '../ports/clock.ts';
import type { Courier, DeliveryOutcome, Message } from '../ports/courier.ts';
import type { Domains } from '../ports/identity-domains.ts';
import type { Settings } from '../settings/resolve.ts';
import { fillIn, type RenderedNotice, renderNotice } from './render-notice.ts';
import { NOTICE_TEXTS, type NoticeChange, type NoticeFactor, type NoticeTexts } from './texts.ts';

export interface AnnounceDependencies {
  readonly clock: Clock;
  readonly courier: Courier;
  readonly domains: Pick<Domains, 'find'>;
}

/** Where a message goes. */
export interface NoticeAddress {
  readonly channel: 'email' | 'sms';
  readonly to: string;
}

export interface FactorChange {
  readonly change: NoticeChange;
  readonly factor: NoticeFactor;
  /** As its owner calls it; shown where it leads nobody elsewhere. */
  readonly name?: string;
  /** Where the user is: the same name in another domain is another person. */
  readonly domain?: string;
  /** Addresses that are no longer, or not yet, in the account: the old and the new one of a change. */
  readonly alsoTo?: readonly NoticeAddress[];
  /** By text message too where mail reaches him: a password alone was enough. */
  readonly toAll?: boolean;
  /** With which the user ends what he did not begin. */
  readonly cancelCode?: string;
}

/** Every address of a user that a message can be sent to, whether it is a factor or not. */
export function addressesOf(settings: Settings, { attributes }: Account): readonly NoticeAddress[] {
  const { EmailField, PhoneField, Sms_Enabled, DefaultCountry } = settings;
  const mail = parseMailAddress(attributeOf(attributes, EmailField) ?? '');
  const phone = Sms_Enabled ? parsePhone(attributeOf(attributes, PhoneField) ?? '', DefaultCountry) : undefined;
  return [
    ...(mail === undefined ? [] : [{ channel: 'email', to: mail } as const]),
    ...(phone === undefined ? [] : [{ channel: 'sms', to: phone } as const]),
  ];
}

/**
 * Tells a user that a factor of his has changed (NIST SP 800-63B-4 4.6: notify the subscriber): by mail, and by text
 * message where no mail can reach him. The change has happened, so nothing here can undo or refuse it: the outcomes are
 * for the log. Each change took a proof or a beginning of its own, so there are never more messages than of those.
 */
export async function announceChange(
  deps: AnnounceDependencies,
  settings: Settings,
  account: Account,
  change: FactorChange,
): Promise<readonly DeliveryOutcome[]> {
  const all = [...addressesOf(settings, account), ...(change.alsoTo ?? [])];
  const mails = all.filter(({ channel }) => channel === 'email');
  return tellAll(deps, settings, account, mails.length === 0 || change.toAll === true ? all : mails, change);
}

export async function tellAll(
  deps: AnnounceDependencies,
  settings: Settings,
  account: Account,
  addresses: readonly NoticeAddress[],
  change: FactorChange,
): Promise<readonly DeliveryOutcome[]> {
  const domain = change.domain === undefined ? undefined : await domainInMessage(deps.domains, change.domain);
  return sendAll(deps, settings, account, addresses, (language) =>
    render(settings, account, { ...change, domain }, language, deps.clock()),
  );
}

export async function sendAll(
  deps: Pick<AnnounceDependencies, 'courier'>,
  settings: Settings,
  account: Account,
  addresses: readonly NoticeAddress[],
  render: (language: Language) => RenderedNotice,
): Promise<readonly DeliveryOutcome[]> {
  const language = languageOf(account.language);
  const { subject, text, smsText } = render(language);
  const messageOf = ({ channel, to }: NoticeAddress): Message =>
    channel === 'email' ? { channel, to, subject, text, language } : { channel, to, text: smsText, language };
  const distinct = [...new Map(addresses.map((address) => [address.to, address])).values()];
  return Promise.all(distinct.map((address) => deliver(deps.courier, messageOf(address), gatewayOf(settings))));
}

async function deliver(
  courier: Courier,
  message: Message,
  gateway: { readonly url: string } | undefined,
): Promise<DeliveryOutcome> {
  try {
    return await courier.deliver(message, gateway);
  } catch {
    // The factor has changed already; an error here must not tell the user that it has not.
    return 'unknown';
  }
}

function render(
  settings: Settings,
  account: Account,
  {
    change,
    factor,
    name,
    domain,
    cancelCode,
  }: Omit<FactorChange, 'domain'> & { readonly domain: ShownDomain | undefined },
  language: Language,
  nowMs: number,
): RenderedNotice {
  const texts = NOTICE_TEXTS[language];
  const said =
    change === 'begun' || change === 'copied' || change === 'synced' || change === 'used' ? change : 'changed';
  const wayOut = said === 'copied' || said === 'synced' ? said : cancelCode === undefined ? 'plain' : 'withCode';
  const templates = {
    subject: texts.subject[said],
    text: texts.text[said] + texts.notYou[wayOut],
    smsText: texts.smsText + texts.smsNotYou[wayOut],
  };
  return renderNotice(settings, { account, domain, language, nowMs }, templates, {
    change: fillIn(texts.changes[change], { factor: factorNamed(texts, factor, name) }),
    code: cancelCode ?? '',
  });
}

/** Whoever got hold of an account for a moment can name what is in it: no text of his goes out as a link or a number. */
function factorNamed({ factors, namedFactor }: NoticeTexts, factor: NoticeFactor, name: string | undefined): string {
  return name === undefined || leadsElsewhere(name)
    ? factors[factor]
    : fillIn(namedFactor, { factor: factors[factor], name });
}
