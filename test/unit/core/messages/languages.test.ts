import { expect, it } from 'vitest';
import { languageOf, readLanguage } from '../../../../functions/core/messages/languages.ts';

it.each([
  ['ja', 'ja'],
  ['ja-JP', 'ja'],
  ['JA_jp', 'ja'],
  ['en', 'en'],
  ['fr', 'en'],
  ['', 'en'],
])('the language of %j is %s', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

it.each([
  ['ja', 'ja'],
  ['JA_jp', 'ja-JP'],
  ['ja_JP.UTF-8', 'ja-JP'],
  ['ja_JP@calendar=japanese', 'ja-JP'],
  [' ja ', 'ja'],
  ['ｊａ', 'ja'],
  ['jpn', 'ja'],
  ['zh_Hans_CN', 'zh-Hans-CN'],
  ['Japanese', 'ja'],
  ['日本語', 'ja'],
  ['ENGLISH', 'en'],
  ['ja, en;q=0.5', 'ja'],
  ['en;q=0.5,ja', 'ja'],
  ['en;q=0.5, ja;Q = 0.8', 'ja'],
  ['fr, ja;q=0.1', 'ja'],
  ['ja;q=0, fr', 'fr'],
  ['de;level=1, fr', 'de'],
  ['*, fr', 'fr'],
  ['fr;q=0.5, de', 'de'],
  ['fr, jav', 'fr'],
  ['ja;level=1;q=0.2, en;q=0.3', 'en'],
  ['ja;q = 0.2, en;q=0.3', 'en'],
  ['fr;\nq=0.5, de', 'de'],
])('the text %j means %s', (text, tag) => {
  expect(readLanguage(text)).toBe(tag);
});

it.each([
  '',
  '*',
  'C',
  'POSIX',
  'x',
  'Klingon',
  '../en',
  'ja;q=0',
  'en-',
  'en-a',
  '日本',
  'e1',
  'ja JP',
  'en-1-2-3-4-5',
])('the text %j means no language', (text) => {
  expect(readLanguage(text)).toBeUndefined();
});
