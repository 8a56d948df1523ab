/** Full stops and what looks like one. The ideographic one ends Japanese sentences; between ASCII it can only mislead. */
const DOT = '[.\\u00B7\\u2027\\u06D4\\u0701\\u0702\\uA4F8]';
const SLASH = '[/\\\\\\u2044\\u2215\\u2216\\u2571\\u29F8\\u29F5]';

const LINK = new RegExp(
  [
    // A scheme, whether a program knows it or a person types it. A blank or a placeholder after a colon is punctuation.
    '[a-z][a-z0-9+.-]*:(?=[^\\s{])',
    '\\b(?:https?|ftp|mailto|tel|sms):',
    'www\\.',
    `${SLASH}{2}`,
    // A host name; a placeholder may be a part of it.
    `[\\p{L}\\p{N}}]${DOT}[\\p{L}\\p{N}{]`,
    '[a-z0-9-]\\u3002[a-z0-9-]',
  ].join('|'),
  'iu',
);

/** Telephones make a link of it. Four digits are a year, or the end of a number that people know. */
const NUMBER = /\p{Nd}(?:[\s().\-\u2010-\u2015/]*\p{Nd}){4}/u;

/**
 * Whether a text that goes out in the operator's name holds something that leads elsewhere: a link, a host name, a
 * telephone number, also in letters that look like other ones, or with characters between that nobody sees.
 */
export function leadsElsewhere(text: string): boolean {
  const seen = text.normalize('NFKC').replace(/[\p{Cf}\p{Mn}]/gu, '');
  return LINK.test(seen) || NUMBER.test(seen);
}

/** People learn to follow what a message holds, and mail scanners open it. */
export const NO_LEAD = 'without a link, a host name, or a number of five digits or more';
