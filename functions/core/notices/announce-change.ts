import { attributeOf } from '../identity/attribute.ts';
import type { Account } from '../identity/user.ts';
import { gatewayOf } from '../messages/gateway.ts';
import { type Language, languageOf } from '../messages/languages.ts';
import { withoutLink } from '../messages/render.ts';
import type { Clock, Courier, DeliveryOutcome, Message } from '../ports.ts';
import type { Settings } from '../settings/resolve.ts';
import { NOTICE_TEXTS, type NoticeChange, type NoticeFactor } from './texts.ts';

export interface AnnounceDependencies {
  readonly clock: Clock;
  readonly courier: Courier;
}

export interface FactorChange {
  readonly change: NoticeChange;
  readonly factor: NoticeFactor;
  /** Where the user is: the same name in another domain is another person. */
  readonly domain?: string;
  /** E-mail addresses that are no longer, or not yet, in the account: the old and the new one of a change. */
  readonly alsoTo?: readonly string[];
}

/**
 * Tells every verified e-mail address of a user that a factor of his has changed (NIST SP 800-63B-4 4.6: notify the
 * subscriber). The change has happened, so nothing here can undo or refuse it: the outcomes are for the log.
 */
export async function announceChange(
  deps: AnnounceDependencies,
  settings: Settings,
  account: Account,
  change: FactorChange,
): Promise<readonly DeliveryOutcome[]> {
  const known = attributeOf(account.attributes, settings.EmailField);
  const addresses = new Set([...(known === undefined ? [] : [known]), ...(change.alsoTo ?? [])]);
  const language = languageOf(account.language);
  const { subject, text } = render(settings, account, change, language, deps.clock());
  const messages = [...addresses].map((to): Message => ({ channel: 'email', to, subject, text, language }));
  return Promise.all(messages.map((message) => deliver(deps.courier, message, gatewayOf(settings))));
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
  { change, factor, domain }: FactorChange,
  language: Language,
  nowMs: number,
): { subject: string; text: string } {
  const texts = NOTICE_TEXTS[language];
  const values: Readonly<Record<string, string>> = {
    operator: settings.PageName,
    user: withoutLink(domain === undefined ? account.userId : `${account.userId} (${domain})`),
    change: texts.changes[change].replace('{factor}', texts.factors[factor]),
    // The zone of the reader is not known here, so the text names one.
    time: `${new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  };
  // One pass, so that a name which looks like a placeholder stays as it is.
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { subject: fill(texts.subject), text: fill(texts.text) };
}
