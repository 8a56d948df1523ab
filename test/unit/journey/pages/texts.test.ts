import { describe, expect, it } from 'vitest';
import { duration } from '../../../../functions/journey/pages/texts/duration.ts';
import { TEXTS } from '../../../../functions/journey/pages/texts/index.ts';
import { name } from '../../../../functions/journey/pages/texts/name.ts';

/** Every text by its name; functions are asked with something that shows through. */
function flat(value: unknown, name = ''): [name: string, text: string][] {
  if (typeof value === 'string') return [[name, value]];
  // Digits as text serve where a name is wanted and where a number is.
  if (typeof value === 'function') {
    const left = Object.assign('120000', { count: 2, isForGood: false });
    return [[name, String(value(left, '120000', '120000'))]];
  }
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${name}.${key}`));
}

/** Of names and marks alone, on purpose. */
const NO_WORDS = ['.signingIn', '.helpDesk.withContact', '.helpDesk.between', '.methods.sms.name'];

describe('the texts of the pages', () => {
  const [english, japanese] = [new Map(flat(TEXTS.en)), new Map(flat(TEXTS.ja))];

  it('have the same names in both languages', () => {
    expect([...japanese.keys()]).toEqual([...english.keys()]);
  });

  it('are all translated', () => {
    const untranslated = [...english].filter(([name, text]) => japanese.get(name) === text).map(([name]) => name);
    expect(untranslated).toEqual([]);
  });

  it('are in Japanese script where they are Japanese', () => {
    const foreign = [...japanese].filter(([, text]) => !/[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u.test(text));
    expect(foreign.map(([name]) => name)).toEqual(NO_WORDS);
  });

  it('carry what they are given', () => {
    expect(String(TEXTS.ja.code.leads.email('a•••@example.com'))).toContain('a•••@example.com');
    expect(String(TEXTS.en.cancel('shop'))).toContain('shop');
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

describe('a name among our words', () => {
  it('keeps its direction, brings no end of an isolate along, and is not translated', () => {
    expect(String(name('\u202Eevil\u2069\u2068'))).toBe('<bdi translate="no">\u202Eevil</bdi>');
  });

  it('is text, whatever stands in it', () => {
    expect(String(TEXTS.en.cancel('<img onerror=x>'))).toContain('&lt;img onerror=x&gt;');
  });
});

describe('the texts of the pages in both languages', () => {
  it.each(['en', 'ja'] as const)(
    'tell nothing by invisible marks, which break searching and copying: %s',
    (language) => {
      const marked = flat(TEXTS[language]).filter(([, text]) => /[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/.test(text));
      expect(marked).toEqual([]);
    },
  );

  it('offer another way nowhere but where there is one: in the link, and in the note that knows', () => {
    const offering = flat(TEXTS.en).filter(([, text]) => /another (way|one)\b/.test(text));
    expect(offering.map(([name]) => name)).toEqual([
      '.otherWay',
      '.helpDesk.otherWay',
      '.enrol.adding.push.hint',
      '.enrol.removeLast',
    ]);
  });

  it('call one thing by one name in Japanese', () => {
    const all = flat(TEXTS.ja)
      .map(([, text]) => text)
      .join('\n');
    for (const other of ['確認方法', '認証方法', 'ご本人', '窓口', 'トークン', '6 桁'])
      expect(all).not.toContain(other);
    // Wide marks between Japanese words.
    expect(all).not.toMatch(/[ぁ-ん一-龠][:()?!]/);
  });

  it('say how many tries are left, and what comes then', () => {
    expect(TEXTS.en.triesLeft({ count: 1, isForGood: false })).toBe(
      'One more wrong code will lock you out for a while.',
    );
    expect(TEXTS.en.triesLeft({ count: 3, isForGood: true })).toContain('3 more wrong codes will lock you out until');
    expect(TEXTS.ja.triesLeft({ count: 3, isForGood: false })).toBe('あと3回間違えると、一時的にロックされます。');
    expect(TEXTS.ja.triesLeft({ count: 1, isForGood: true })).toContain('ヘルプデスクでの解除');
  });
});
