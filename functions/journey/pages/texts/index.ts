import { type Language, languageOf, readLanguage } from '../../../core/messages/languages.ts';
import { en, type Texts } from './en.ts';
import { ja } from './ja.ts';

export type { Texts } from './en.ts';

export const TEXTS: Readonly<Record<Language, Texts>> = { en, ja };

/** The language that the browser wants most of those that we have (RFC 9110 section 12.5.4). */
export function browserLanguage(acceptLanguage: string | undefined): Language {
  return languageOf(readLanguage(acceptLanguage ?? '') ?? 'en');
}
