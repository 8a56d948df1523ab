import { expect, it } from 'vitest';
import { languageOf } from '../../../../functions/core/messages/languages.ts';

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
