import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { resolveSettings, type Settings } from '../../core/settings/resolve.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import { languageCookie, languageOfVisit } from './language.ts';
import { pageReply } from './page-reply.ts';
import type { Frame, PageContent } from './views/frame.ts';
import { type Words, wordsIn } from './words.ts';

/** The files of a page in the operator's colour. */
interface BareAssets {
  pathsFor(colour: string): Frame['assets'];
}

export interface BareReplyDependencies {
  readonly assets: BareAssets;
  readonly settings: SettingsSource;
  /** The operator's own: a page that belongs to nobody looks as his do, and names his help desk. */
  readonly defaultDomain: string;
}

interface BarePage {
  /** Of this page; the links to the other languages lead there. */
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose look and help desk it has. @default - those of the default domain */
  readonly settings?: Settings;
}

/** A page without a session. */
export async function bareReply(
  deps: BareReplyDependencies,
  request: Omit<PageRequest, 'form'>,
  contentOf: (words: Words) => PageContent,
  { path, settings: chosenSettings, ...options }: BarePage,
): Promise<Reply> {
  const { language, chosen } = languageOfVisit(request);
  const settings = chosenSettings ?? (await operatorsSettings(deps));
  const words = wordsIn(language, settings);
  const operator = { name: settings.PageName, logo: settings.PageLogo };
  const frame = { words, assets: deps.assets.pathsFor(settings.PageColor), operator, path };
  const cookies = chosen === undefined ? [] : [languageCookie(chosen)];
  return pageReply(frame, contentOf(words), { ...options, cookies });
}

/** The page that says that something is broken is drawn when the table is. */
async function operatorsSettings({ settings, defaultDomain }: BareReplyDependencies): Promise<Settings> {
  try {
    return resolveSettings((await settings.forDomain(defaultDomain)) ?? {});
  } catch {
    return resolveSettings({});
  }
}
