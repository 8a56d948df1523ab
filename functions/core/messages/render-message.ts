import type { ShownDomain } from '../identity-domains/shown-domain.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Language } from './languages.ts';
import { inSevenBits } from './seven-bit.ts';
import { shownUser, withoutLink } from './shown-user.ts';

interface PinMessage {
  readonly subject: string;
  readonly emailText: string;
  readonly smsText: string;
}

interface Values {
  readonly application: string;
  readonly userId: string;
  readonly domain: ShownDomain;
  readonly pin: OneTimeCode;
  readonly expiryMs: number;
}

/** The message that carries a PIN, in the language of the user, from the texts of the settings. */
export function renderPinMessage(settings: Settings, language: Language, values: Values): PinMessage {
  const fill = (template: string): string => fillIn(template, language, values, values.domain.name);
  const { name, purpose } = values.domain;
  const nameInMail = purpose === undefined ? name : `${name}: ${purpose}`;
  return {
    subject: fill(settings[`EmailSubject_${language}`]),
    emailText: fillIn(settings[`EmailText_${language}`], language, values, nameInMail),
    smsText: language === 'en' ? inSevenBits(fill(settings.SmsText_en)) : fill(settings[`SmsText_${language}`]),
  };
}

/** One pass over the template, so that a value which looks like a placeholder stays as it is. */
function fillIn(
  template: string,
  language: Language,
  { application, userId, pin, expiryMs }: Values,
  domain: string,
): string {
  const values: Readonly<Record<string, string>> = {
    application: withoutLink(application),
    user: shownUser(userId),
    domain,
    pin: pin.reveal(),
    minutes: duration(expiryMs, language),
  };
  return template.replace(/\{(application|user|domain|pin|minutes)\}/g, (whole, name: string) => values[name] ?? whole);
}

function duration(expiryMs: number, language: Language): string {
  const seconds = Math.floor(expiryMs / 1000);
  const minutes = Math.floor(seconds / 60);
  if (language === 'ja') return seconds < 60 ? `${seconds}秒` : `${minutes}分`;
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
