import type { Language } from '../../core/messages/languages.ts';
import { resolveSettings, type Settings } from '../../core/settings/resolve.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import { languageCookie, languageOfVisit } from './language.ts';
import { pageReply } from './page-reply.ts';
import { TEXTS, type Texts } from './texts/index.ts';
import type { Frame, PageContent } from './views/frame.ts';

/** The files of a page in the operator's colour. */
export interface BareAssets {
  pathsFor(colour: string): Frame['assets'];
}

interface BarePage {
  /** Of this page; the links to the other languages lead there. */
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose look it has. @default - that of a service which nobody has set up */
  readonly settings?: Pick<Settings, 'PageColor' | 'PageName' | 'PageLogo'>;
}

/** A page without a session. */
export function bareReply(
  assets: BareAssets,
  request: Omit<PageRequest, 'form'>,
  contentOf: (texts: Texts, language: Language) => PageContent,
  { path, settings = resolveSettings({}), ...options }: BarePage,
): Promise<Reply> {
  const { language, chosen } = languageOfVisit(request);
  const texts = TEXTS[language];
  const operator = { name: settings.PageName, logo: settings.PageLogo };
  const frame = { texts, language, assets: assets.pathsFor(settings.PageColor), operator, path };
  const cookies = chosen === undefined ? [] : [languageCookie(chosen)];
  return pageReply(frame, contentOf(texts, language), { ...options, cookies });
}
