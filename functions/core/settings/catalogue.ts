import { isAttributeName } from '../directory/attribute.ts';
import { isPhoneCountry } from '../directory/phone-countries.ts';
import type { LANGUAGES } from '../messages/languages.ts';
import { leadsElsewhere } from '../messages/leads-elsewhere.ts';
import { isShownText } from '../messages/shown-text.ts';
import { type MessageText, TEXTS } from '../messages/texts.ts';
import { isReadableUnderWhite } from './colour.ts';
import { boolean, integer, type Spec, text } from './spec.ts';

export const PRESETS = ['standard', 'oam', 'aal2'] as const;
export type Preset = (typeof PRESETS)[number];

/** Of a mail, in characters: what RFC 5322 section 2.1.1 has room for in a line, and more than anybody reads. */
const MAX_SUBJECT = 2000;

/** People learn to follow what a message holds, and mail scanners open it. */
const NO_LEAD = 'without a link, a host name, or a number of five digits or more';

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

/**
 * Every setting: its name as in OAM (or ours), its default in each preset, its range, and what the `aal2` preset holds
 * it to. A setting that is not here does not exist.
 */
export const SETTINGS = {
  TotpTimeWindow: integer(3, 'How many of the most recent 30-second codes count, the current one included.', {
    min: 1,
    max: 10,
    weaker: 'higher',
  }),
  ValidateAnyPin: boolean(false, 'Any outstanding PIN of the user counts, not only that of the correlationId.', {
    aal2: false,
    weaker: true,
  }),
  MaxAttempts: integer(
    { standard: 10, oam: 0, aal2: 10 },
    'Wrong codes until the user is locked; 0 leaves only the stop at 100.',
    { min: 0, max: 100, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  MaxPins: integer({ standard: 5, oam: 5, aal2: 1 }, 'Outstanding PINs of a user; a further one replaces the oldest.', {
    min: 1,
    max: 10,
    aal2: { max: 1 },
    weaker: 'higher',
  }),
  VerboseOutput: boolean(true, 'Answers say why a code was refused (minorCode, message, Retry-After).', {
    weaker: true,
  }),
  pinExpiry: integer(300_000, 'Life of a PIN in milliseconds.', {
    min: 1_000,
    max: 3_600_000,
    aal2: { max: 600_000 },
    weaker: 'higher',
  }),
  PinLength: integer(6, 'Characters in a PIN.', { min: 4, max: 20, aal2: { min: 6 }, weaker: 'lower' }),
  PinChars: text('0123456789', 'The characters that PINs are made of.', {
    maxLength: 64,
    check: (value) =>
      [...value].length >= 10 && new Set(value).size === [...value].length && /^[\x21-\x7e]+$/.test(value),
    expected: 'at least 10 different printable ASCII characters',
  }),
  LockoutEnabled: boolean(true, 'MaxAttempts wrong codes lock the user.', { aal2: true, weaker: false }),
  LockDurationSeconds: integer(900, 'Length of the first lock; each further one is twice as long, at most a day.', {
    min: 1,
    max: 86_400,
    weaker: 'lower',
  }),
  MaxSendAttempts: integer(
    { standard: 5, oam: 0, aal2: 5 },
    'PINs and pushes sent without one right answer; 0 is unlimited.',
    { min: 0, max: 1_000, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  MaxSendAttemptsLockoutEnabled: boolean(false, 'A user who asks for more than MaxSendAttempts is locked.'),
  SendWindowSeconds: integer(3_600, 'After this time without a send the sending budget starts again.', {
    min: 60,
    max: 86_400,
    weaker: 'lower',
  }),
  NewAddressSendsPerDay: integer(
    { standard: 5, oam: 0, aal2: 5 },
    'Messages to addresses that the directory does not have for the user, in a day. No right code gives one back; 0 is unlimited.',
    { min: 0, max: 1_000, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  DomainSendsPerDay: integer(0, 'Messages with a PIN that all users of the domain get in a day; 0 is unlimited.', {
    min: 0,
    max: 100_000_000,
  }),
  ClientRequestsPerMinute: integer(
    0,
    'Calls that each client of the domain may make in a minute; 0 is unlimited. A limit costs a write for each call.',
    { min: 0, max: 1_000_000 },
  ),
  ResendDelaySeconds: integer({ standard: 0, oam: 0, aal2: 30 }, 'Shortest time between two sends to a user.', {
    min: 0,
    max: 600,
    weaker: 'lower',
  }),
  AdministratorsNeedSecondFactor: boolean(
    { standard: false, oam: false, aal2: true },
    'Administrators, help desk and auditors of this domain who have no second factor are refused until they have one. ' +
      'Who has one needs it always.',
    { aal2: true },
  ),
  EnableSecretKeyLifecycle: boolean(false, 'Users manage their TOTP key with access tokens too (GET, PUT, DELETE).'),
  EnrolmentNeedsProof: boolean(
    { standard: false, oam: false, aal2: true },
    'A password alone adds no first factor for a user who has an e-mail address or a phone number.',
    { aal2: true },
  ),
  Totp_Enabled: boolean(true, 'Codes of an authenticator app.', { weaker: true }),
  Email_Enabled: boolean({ standard: true, oam: true, aal2: false }, 'PINs by e-mail.', {
    aal2: false,
    weaker: true,
  }),
  Sms_Enabled: boolean(true, 'PINs by SMS.', { weaker: true }),
  Push_Enabled: boolean(true, 'Approval on a registered device.'),
  PushMatchCode: boolean(
    { standard: true, oam: false, aal2: true },
    'A push is approved only with the six digits that the application shows, typed on the device. Without them a ' +
      'tired user can approve what somebody else asked for (NIST SP 800-63B-4 3.1.3 does not accept that), and ' +
      'OMA-style answers with a password are possible.',
    { aal2: true },
  ),
  PushTimeoutSeconds: integer(60, 'How long a push waits for its answer.', { min: 10, max: 600 }),
  PushSenderId: text('', "Firebase's sender id, for the configuration link of OMA-style apps on Android.", {
    maxLength: 20,
    check: (value) => /^\d*$/.test(value),
    expected: 'digits',
  }),
  SmsNeedsOtherFactor: boolean(
    { standard: false, oam: false, aal2: true },
    'SMS only for users who have an authenticator besides it.',
    { aal2: true, weaker: false },
  ),
  EmailField: text('mail', 'The user attribute that holds the e-mail address.', {
    maxLength: 64,
    check: isAttributeName,
    expected: 'an attribute name',
  }),
  PhoneField: text('mobile', 'The user attribute that holds the phone number.', {
    maxLength: 64,
    check: isAttributeName,
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
  PageName: text('Sekisho', 'The name of the operator on the pages and in notices.', {
    maxLength: 64,
    check: (value) => isShownText(value) && !leadsElsewhere(value),
    expected: `a name of visible characters ${NO_LEAD}`,
  }),
  PageColor: text('#2b4a7e', 'The colour of buttons on the pages; white text must be readable on it.', {
    maxLength: 7,
    check: isReadableUnderWhite,
    expected: 'a dark colour such as #2b4a7e, with a contrast to white of at least 4.5 (WCAG 2.2, 1.4.3)',
  }),
  PageLogo: text('', 'A picture before the name on the pages, inside the setting itself: a data: URL.', {
    maxLength: 8_000,
    check: (value) => value === '' || /^data:image\/(png|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/.test(value),
    expected: 'a picture as data:image/png, webp or svg+xml in base64',
  }),
  AuditRetentionDays: integer(400, 'How long the record of who did what is kept; for the chief domain to set.', {
    min: 30,
    max: 3_650,
    aal2: { min: 365 },
  }),
  EmailSubject_en: messageText('en', 'emailSubject'),
  EmailText_en: messageText('en', 'emailText'),
  SmsText_en: messageText('en', 'smsText'),
  EmailSubject_ja: messageText('ja', 'emailSubject'),
  EmailText_ja: messageText('ja', 'emailText'),
  SmsText_ja: messageText('ja', 'smsText'),
} as const satisfies Record<string, Spec<boolean> | Spec<number> | Spec<string>>;

export type SettingName = keyof typeof SETTINGS;

/** What a domain has as a whole: no application can have a value of its own. */
export const OF_THE_WHOLE_DOMAIN: readonly string[] = [
  'DomainSendsPerDay',
  'ClientRequestsPerMinute',
  'AdministratorsNeedSecondFactor',
] satisfies SettingName[];

/** Names that mean nothing here (any more): accepted, so that a copied configuration loads, and listed as idle. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  ReturnUrls: 'Return addresses stand in the record of the application: returnUrls of PUT /mfa/v1/applications/{name}.',
  PushProxyHost: 'Pushes leave through AWS; there is no proxy to pass.',
  PushProxyPort: 'Pushes leave through AWS; there is no proxy to pass.',
  PushProxyProtocol: 'Pushes leave through AWS; there is no proxy to pass.',
  PushAPNsProdServer: 'Chosen for the whole stage, in cdk.json: push.PushAPNsProdServer.',
  UseUdmStore: 'All state is in one DynamoDB table; there is no second store to choose.',
  PinGenerationCountField: 'The counter of sent PINs is part of the credential item, not a directory attribute.',
  HandleFailedCounter: 'Failures are always counted; counting cannot be switched off.',
};

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
