import { type Language, languageOf } from '../../../core/messages/languages.ts';
import { en, type Texts } from './en.ts';
import { ja } from './ja.ts';

export type { Texts } from './en.ts';

export const TEXTS: Readonly<Record<Language, Texts>> = { en, ja };

/** The first language of the browser that we have (RFC 9110 12.5.4, weights ignored: browsers list by preference). */
export function browserLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  return languageOf(wanted.find((tag) => tag.toLowerCase().startsWith(languageOf(tag)) && tag !== '') ?? 'en');
}
