import { describe, expect, it } from 'vitest';
import { duration } from '../../../../functions/journey/pages/texts/duration.ts';
import { TEXTS } from '../../../../functions/journey/pages/texts/index.ts';
import { isolate } from '../../../../functions/journey/pages/texts/isolate.ts';

/** Every text by its name; functions are asked with something that shows through. */
function flat(value: unknown, name = ''): [name: string, text: string][] {
  if (typeof value === 'string') return [[name, value]];
  // Digits as text serve where a name is wanted and where a number is.
  if (typeof value === 'function') return [[name, String(value('120000', '120000', '120000'))]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${name}.${key}`));
}

/** The same in both languages on purpose: each names a language in itself, or consists of names alone. */
const SAME = ['.signingIn'];

describe('the texts of the pages', () => {
  const [english, japanese] = [new Map(flat(TEXTS.en)), new Map(flat(TEXTS.ja))];

  it('have the same names in both languages', () => {
    expect([...japanese.keys()]).toEqual([...english.keys()]);
  });

  it('are all translated', () => {
    const untranslated = [...english].filter(([name, text]) => japanese.get(name) === text).map(([name]) => name);
    expect(untranslated).toEqual(SAME);
  });

  it('are in Japanese script where they are Japanese', () => {
    const foreign = [...japanese].filter(([, text]) => !/[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u.test(text));
    expect(foreign.map(([name]) => name)).toEqual(['.signingIn', '.methods.sms.name']);
  });

  it('carry what they are given', () => {
    expect(TEXTS.ja.code.leads.email('a•••@example.com')).toContain('a•••@example.com');
    expect(TEXTS.en.cancel('shop')).toContain('shop');
  });
});

describe('duration', () => {
  it.each([
    [1_000, '1 second', '1秒'],
    [90_000, '90 seconds', '90秒'],
    [120_000, '2 minutes', '2分'],
    [150_000, '3 minutes', '3分'],
    [3_600_000, '60 minutes', '60分'],
    [86_400_000, '24 hours', '24時間'],
  ])('of %i ms is %s or %s', (ms, english, japanese) => {
    expect([duration('en', ms), duration('ja', ms)]).toEqual([english, japanese]);
  });
});

describe('isolate', () => {
  it('keeps the direction of a name inside it, whatever the name brings along', () => {
    expect(isolate('\u202Eevil\u2069\u2068')).toBe('\u2068\u202Eevil\u2069');
  });
});
