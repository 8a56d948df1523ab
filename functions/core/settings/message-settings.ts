import { isAttributeName, namesPassword } from '../directory/attribute.ts';
import { isPhoneCountry } from '../directory/phone-countries.ts';
import type { LANGUAGES } from '../messages/languages.ts';
import { leadsElsewhere, NO_LEAD } from '../messages/leads-elsewhere.ts';
import { isShownText } from '../messages/shown-text.ts';
import { type MessageText, TEXTS } from '../messages/texts.ts';
import { boolean, type Spec, text } from './setting-type.ts';

/** Of a mail, in characters: what RFC 5322 section 2.1.1 has room for in a line, and more than anybody reads. */
const MAX_SUBJECT = 2000;

/** A text that carries the PIN must say it, and must lead nowhere. */
function messageText(language: (typeof LANGUAGES)[number], part: MessageText): Spec<string> {
  return text(
    TEXTS[language][part],
    `The ${part} in ${language}; {application}, {user}, {domain}, {pin} and {minutes} are filled in.`,
    {
      maxLength: part === 'smsText' ? 320 : 2000,
      // A subject is one line of the header.
      check: (value) =>
        (part === 'emailSubject' ? isShownText(value, MAX_SUBJECT) : value.includes('{pin}') && areShownLines(value)) &&
        !leadsElsewhere(value),
      expected: part === 'emailSubject' ? `one line ${NO_LEAD}` : `a text with {pin} and ${NO_LEAD}`,
    },
  );
}

/** Where messages go, on which way, and what they say. */
export const MESSAGE_SETTINGS = {
  EmailField: text('mail', 'The user attribute that holds the e-mail address.', {
    maxLength: 64,
    check: (value) => isAttributeName(value) && !namesPassword(value),
    expected: 'an attribute name',
  }),
  PhoneField: text('mobile', 'The user attribute that holds the phone number.', {
    maxLength: 64,
    check: (value) => isAttributeName(value) && !namesPassword(value),
    expected: 'an attribute name',
  }),
  DefaultCountry: text('JP', 'The country of phone numbers that are written without one (ISO 3166).', {
    maxLength: 2,
    check: isPhoneCountry,
    expected: 'an ISO 3166 country code, such as JP',
  }),
  UmsAvailable: boolean(false, 'Messages go to the gateway at UmsClientUrl instead of SES and SNS.'),
  UmsClientUrl: text('', 'The HTTPS address of the message gateway.', {
    maxLength: 500,
    check: isGatewayUrl,
    expected: 'an https:// address',
  }),
  EmailSubject_en: messageText('en', 'emailSubject'),
  EmailText_en: messageText('en', 'emailText'),
  SmsText_en: messageText('en', 'smsText'),
  EmailSubject_ja: messageText('ja', 'emailSubject'),
  EmailText_ja: messageText('ja', 'emailText'),
  SmsText_ja: messageText('ja', 'smsText'),
} as const;

/** Each line of a message; what a line is made of is the same wherever people are shown a text. */
function areShownLines(value: string): boolean {
  return value.split(/\r?\n/).every((line) => line.trim() === '' || isShownText(line, value.length));
}

/** Only HTTPS; plain HTTP is for a gateway on the same machine, which no deployed function has. */
function isGatewayUrl(value: string): boolean {
  if (value === '') return true;
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const loopback = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return (url.protocol === 'https:' || loopback) && url.username === '' && url.password === '';
}
