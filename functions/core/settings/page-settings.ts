import { leadsElsewhere, NO_LEAD } from '../messages/leads-elsewhere.ts';
import { isShownText } from '../messages/shown-text.ts';
import { isReadableUnderWhite } from './colour.ts';
import { text } from './setting-type.ts';

/** How the pages look. */
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
} as const;
