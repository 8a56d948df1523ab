import type { Language } from '../../core/messages/languages.ts';
import type { Settings } from '../../core/settings/resolve.ts';
import type { Html } from './html.ts';
import { TEXTS, type Texts } from './texts/index.ts';
import { helpDesk, helpDeskName, isHelpDeskKnown } from './views/help-desk.ts';

/** What a page speaks with. */
export interface Words {
  readonly language: Language;
  readonly texts: Texts;
  /** Whom to ask, as part of a sentence, and how to reach him. */
  readonly helpDesk: Html;
  /** The same once more, where the page has said how. */
  readonly helpDeskName: Html;
  /** The operator has said who that is, so every page can. */
  readonly isHelpDeskKnown: boolean;
}

export function wordsIn(language: Language, settings: Settings): Words {
  const texts = TEXTS[language];
  return {
    language,
    texts,
    helpDesk: helpDesk(settings, texts),
    helpDeskName: helpDeskName(settings, texts),
    isHelpDeskKnown: isHelpDeskKnown(settings),
  };
}
