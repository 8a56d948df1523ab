import { parseMailAddress } from '../directory/mail-address.ts';
import { leadsElsewhere, NO_LEAD } from '../messages/leads-elsewhere.ts';
import { isShownText } from '../messages/shown-text.ts';
import { isReadableUnderWhite } from './colour.ts';
import { text } from './setting-type.ts';

/** How the pages look, and whom they name to people who need help. */
export const PAGE_SETTINGS = {
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
  HelpDeskName: text('', 'What the help desk is called, on the pages and in notices.', {
    maxLength: 64,
    check: (value) => value === '' || (isShownText(value) && !leadsElsewhere(value)),
    expected: `a name of visible characters ${NO_LEAD}, or nothing`,
  }),
  HelpDeskPhone: text('', 'The number of the help desk, as people read it, on the pages and in mailed notices.', {
    maxLength: 64,
    check: (value) => value === '' || isPhoneText(value),
    expected: 'a number such as 03-1234-5678 or 内線 4321, or nothing',
  }),
  HelpDeskAddress: text('', 'Where else people reach the help desk: a link on the pages, in no message.', {
    maxLength: 254,
    check: (value) => value === '' || parseMailAddress(value) === value || isWebAddress(value),
    expected: 'an https:// address or an e-mail address, or nothing',
  }),
  TimeZone: text(
    'Asia/Tokyo',
    'The zone of the times in notices, and on pages that cannot ask the browser for its own.',
    {
      maxLength: 64,
      check: isTimeZone,
      expected: 'a name of the time zone database, such as Asia/Tokyo',
    },
  ),
} as const;

/** A number, perhaps of an extension, and in brackets when it is answered; no other word, and no name of a host. */
function isPhoneText(value: string): boolean {
  const text = value.normalize('NFKC');
  return (
    /^(?:(?:内線|ext\.?) ?)?\+?[\d() .-]*\d(?: ?(?:内線|ext\.?|x) ?\d{1,6})?(?: ?\([\p{L}\d :~〜–-]{1,30}\))?$/iu.test(
      text,
    ) && /\d{3}/.test(text)
  );
}

/**
 * Spelt out, with its host in ASCII: a user name or letters that look like others would hide from a reader where it leads,
 * and a name without a dot or an address of a machine is nothing that people can reach.
 */
function isWebAddress(value: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]+$/.test(value) || /[<>"\\`{}|^]/.test(value) || !URL.canParse(value)) return false;
  const { hostname, username, password } = new URL(value);
  const isSpelt = value.toLowerCase().startsWith(`https://${hostname}`);
  return isSpelt && /\.[a-z][a-z0-9-]*$/.test(hostname) && username === '' && password === '';
}

/** By its name; offsets, which Intl takes too, know no summer time. */
function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
