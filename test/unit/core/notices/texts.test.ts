import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { NOTICE_TEXTS } from '../../../../functions/core/notices/texts.ts';

/** What a text leaves open, sorted. */
const placeholders = (text: string) => [...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name).toSorted();

describe.each(LANGUAGES)('the texts of notices in %s', (language) => {
  const { subject, text, notYou, smsText, smsNotYou, changes, factors, namedFactor } = NOTICE_TEXTS[language];

  it('say who tells it, of whom, what has changed and when', () => {
    for (const said of Object.values(subject)) expect(placeholders(said)).toEqual(['operator']);
    for (const said of Object.values(text)) expect(placeholders(said)).toEqual(['change', 'time', 'user']);
    expect(placeholders(smsText)).toEqual(['change', 'operator', 'user']);
    for (const change of Object.values(changes)) expect(placeholders(change)).toEqual(['factor']);
    for (const factor of Object.values(factors)) expect(factor).toMatch(/^[^{}]+$/);
    expect(placeholders(namedFactor)).toEqual(['factor', 'name']);
  });

  it('say what to do when it was somebody else, with the code that ends it where there is one', () => {
    expect(placeholders(notYou.plain)).toEqual(['helpDesk']);
    expect(new Set(placeholders(notYou.withCode))).toEqual(new Set(['code', 'helpDesk', 'operator']));
    expect(placeholders(notYou.copied)).toEqual(['helpDesk']);
    expect(placeholders(notYou.synced)).toEqual(['helpDesk']);
    const { plain, withCode, copied, synced } = smsNotYou;
    expect([plain, withCode, copied, synced].map(placeholders)).toEqual([[], ['code'], [], []]);
  });

  it('have other words for each change and each factor', () => {
    const words = [...Object.values(changes), ...Object.values(factors)];
    expect(new Set(words).size).toBe(words.length);
  });

  it('do not say of what is only beginning that it has happened', () => {
    expect(subject.begun).not.toBe(subject.changed);
    for (const said of ['begun', 'copied', 'synced', 'used'] as const) {
      expect(`${subject[said]} ${text[said]}`).not.toMatch(/have changed|変更されました/);
    }
  });

  it('cost as little as one part of an SMS of that language would: no mark outside its alphabet', () => {
    if (language === 'en') expect(smsText + Object.values(smsNotYou).join('')).not.toMatch(/[“”‘’…–—]/);
  });

  it('have no link', () => {
    expect(JSON.stringify(NOTICE_TEXTS[language])).not.toMatch(/https?:|www\./);
  });
});

it('no text is the same in both languages: all are translated', () => {
  const { en, ja } = NOTICE_TEXTS;
  const wordsOf = ({ subject, text, smsText, ...tables }: typeof en) => [
    smsText,
    ...[subject, text].flatMap((said) => Object.values(said)),
    ...Object.values(tables).flatMap((table) => (typeof table === 'string' ? [] : Object.values(table))),
  ];
  const english = new Set(wordsOf(en));
  const japanese = wordsOf(ja);
  expect(japanese.filter((text) => english.has(text))).toEqual([]);
});
