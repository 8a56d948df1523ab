import { LANGUAGES, type Language, languageOf } from '../../core/messages/languages.ts';
import { browserLanguage } from './texts/index.ts';

const NAME = '__Host-sekisho-lang';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export interface LanguageChoice {
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: readonly string[];
}

/** What the person chose here, else what the application says, else what the browser asks for. */
export function languageOfVisit(request: LanguageChoice, locale?: string): { language: Language; chosen?: Language } {
  const asked = LANGUAGES.find((language) => language === request.query.lang);
  if (asked !== undefined) return { language: asked, chosen: asked };
  const remembered = LANGUAGES.find((language) => request.cookies.includes(`${NAME}=${language}`));
  if (remembered !== undefined) return { language: remembered };
  const acceptLanguage = request.headers['accept-language'];
  return { language: locale === undefined ? browserLanguage(acceptLanguage) : languageOf(locale) };
}

/** A preference, not a secret; it says nothing of the person but a language. */
export function languageCookie(language: Language): string {
  return `${NAME}=${language}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; HttpOnly; SameSite=Lax`;
}
