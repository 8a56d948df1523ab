import type { UserKey } from '../../../core/directory/user.ts';
import type { ShownDomain } from '../../../core/identity-domains/shown-domain.ts';
import { LANGUAGES } from '../../../core/messages/languages.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { duration } from '../texts/duration.ts';
import { TEXTS } from '../texts/index.ts';
import { name } from '../texts/name.ts';
import type { Words } from '../words.ts';
import { GATE } from './icons.ts';

/** What every page shows around its content. */
export interface Frame {
  readonly words: Words;
  /** Where the stylesheet is, and the script of pages that have forms of ours. */
  readonly assets: {
    readonly style: string;
    readonly script?: string;
    readonly passkeyScript?: string;
    readonly codesScript?: string;
  };
  readonly operator: { readonly name: string; readonly logo: string };
  /** Whose page it is; missing where nobody may know. Without a domain where that is nothing to tell. */
  readonly who?: { readonly user: UserKey; readonly application: string; readonly domain: ShownDomain | undefined };
  /** This page, in whatever language, with all that it goes by: the links to the other languages lead to it. */
  readonly path: string;
  /** When the session ends, and where that is said. */
  readonly ends?: { readonly inMs: number; readonly path: string };
  /** At the foot, in place of the way out for who was told of what he did not begin. */
  readonly links?: Html;
}

export interface PageContent {
  readonly title: string;
  /** The page says that something is wrong; the title says so too. */
  readonly isError?: boolean;
  readonly head?: Html;
  /** The page asks the browser for a passkey, or tells it of one. */
  readonly hasPasskey?: boolean;
  /** The page shows codes to keep. */
  readonly hasCodes?: boolean;
  readonly main: Html;
}

const NOT_ME = '/mfa/not-me';
/** Time to finish what was begun, or to begin anew with a calm mind (WCAG 2.2, 2.2.1 asks for 20 seconds). */
const WARNING_MS = 120_000;

export function page(frame: Frame, content: PageContent): Html {
  const { words, assets, operator } = frame;
  const { texts, language } = words;
  const title = content.isError === true ? texts.errorTitle(content.title) : content.title;
  return html`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} · ${operator.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
${scripts(assets, content)}
${content.head ?? NOTHING}
</head>
<body>
<a class="skip" href="#main">${texts.skip}</a>
<header>${operator.logo === '' ? GATE : html`<img src="${operator.logo}" alt="">`}<bdi translate="no">${operator.name}</bdi></header>
<main id="main">
${who(frame)}
${endingNote(frame)}
${content.main}
</main>
<footer>${helpLine(words)}${frame.links ?? notMeLink(frame)}${languageLinks(frame)}</footer>
</body>
</html>`;
}

function scripts({ script, passkeyScript, codesScript }: Frame['assets'], { hasPasskey, hasCodes }: PageContent): Html {
  const also = [hasPasskey === true ? passkeyScript : undefined, hasCodes === true ? codesScript : undefined];
  const own = [script, ...also].filter((path) => path !== undefined);
  return html`${own.map((path) => html`<script src="${path}" defer></script>`)}`;
}

function who({ who, words }: Frame): Html {
  if (who === undefined) return NOTHING;
  const { user, application, domain } = who;
  const purpose = domain?.purpose === undefined ? NOTHING : html`<br><small>${name(domain.purpose)}</small>`;
  return html`<p class="who">${words.texts.signingIn(user.userId, domain?.name, application)}${purpose}</p>`;
}

/** Shown by the script when the time comes, so that nobody is surprised. */
function endingNote({ ends, words: { texts, language } }: Frame): Html {
  if (ends === undefined) return NOTHING;
  const text = texts.ending.replace('#', duration(language, Math.min(WARNING_MS, ends.inMs)));
  return html`<p class="ending" role="status" data-wait-ms="${ends.inMs}" data-warn-ms="${WARNING_MS}" data-text="${text}" data-over="${ends.path}"></p>`;
}

function helpLine({ texts, helpDesk, isHelpDeskKnown }: Words): Html {
  return isHelpDeskKnown ? html`<p>${texts.helpDesk.footer(helpDesk)}</p>` : NOTHING;
}

/** For who got a message about what he did not begin; messages carry no link. */
function notMeLink({ words: { texts }, path }: Frame): Html {
  return path === NOT_ME ? NOTHING : html`<a href="${NOT_ME}">${texts.notMe.link}</a>`;
}

function languageLinks({ words: { language }, path }: Frame): Html {
  const others = LANGUAGES.filter((other) => other !== language);
  const query = path.includes('?') ? '&' : '?';
  return html`${others.map((other) => html`<a href="${path}${query}lang=${other}" lang="${other}" hreflang="${other}">${TEXTS[other].language}</a>`)}`;
}
