import { expect, it } from 'vitest';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { TEXTS } from '../../../../functions/core/messages/texts.ts';

/** What a text leaves open, each name once, sorted. */
const placeholders = (text: string) => [
  ...new Set([...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name).toSorted()),
];

it.each(LANGUAGES)(
  'the texts with PINs say in %s what a person needs: application, PIN, its life, whose it is',
  (language) => {
    const { emailSubject, emailText, smsText } = TEXTS[language];
    // The lock screen of a phone shows a subject to everybody: no PIN there.
    expect(placeholders(emailSubject)).toEqual(['application']);
    expect(placeholders(emailText)).toEqual(['application', 'domain', 'minutes', 'pin', 'user']);
    expect(placeholders(smsText)).toEqual(['application', 'minutes', 'pin']);
  },
);

it('no text with a PIN is the same in both languages: all are translated', () => {
  const english = Object.values(TEXTS.en);
  expect(Object.values(TEXTS.ja).filter((text) => english.includes(text))).toEqual([]);
});
