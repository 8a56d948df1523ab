import type { Language } from '../../core/messages/languages.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import type { Assets } from './assets.ts';
import { languageOfVisit } from './language.ts';
import { pageReply } from './page-reply.ts';
import { TEXTS, type Texts } from './texts/index.ts';
import type { PageContent } from './views/frame.ts';

interface BarePage {
  /** Of this page; the links to the other languages lead there. */
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page without a session: the default colours, since it is nobody's. */
export function bareReply(
  assets: Assets,
  request: Omit<PageRequest, 'form'>,
  contentOf: (texts: Texts, language: Language) => PageContent,
  { path, ...options }: BarePage,
): Promise<Reply> {
  const { language } = languageOfVisit(request);
  const texts = TEXTS[language];
  const { PageColor, PageName, PageLogo } = resolveSettings({});
  const operator = { name: PageName, logo: PageLogo };
  const frame = { texts, language, assets: assets.pathsFor(PageColor), operator, path };
  return pageReply(frame, contentOf(texts, language), options);
}
