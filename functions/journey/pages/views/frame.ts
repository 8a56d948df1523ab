import type { UserKey } from '../../../core/directory/user.ts';
import type { Language } from '../../../core/messages/languages.ts';
import { LANGUAGES } from '../../../core/messages/languages.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { TEXTS, type Texts } from '../texts/index.ts';
import { GATE } from './icons.ts';

/** What every page shows around its content. */
export interface Frame {
  readonly texts: Texts;
  readonly language: Language;
  /** Where the stylesheet is, and the script of pages that have forms of ours. */
  readonly assets: { readonly style: string; readonly script?: string };
  readonly operator: { readonly name: string; readonly logo: string };
  /** Whose page it is; missing where nobody may know. */
  readonly who?: { readonly user: UserKey; readonly application: string };
  /** This page, in whatever language: the links to the other languages lead there. */
  readonly path: string;
  /** At the foot, in place of the way out for who was told of what he did not begin. */
  readonly links?: Html;
}

export interface PageContent {
  readonly title: string;
  /** The page says that something is wrong; the title says so too. */
  readonly isError?: boolean;
  readonly head?: Html;
  readonly main: Html;
}

const NOT_ME = '/mfa/not-me';

export function page(frame: Frame, content: PageContent): Html {
  const { texts, language, assets, operator } = frame;
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
${assets.script === undefined ? NOTHING : html`<script src="${assets.script}" defer></script>`}
${content.head ?? NOTHING}
</head>
<body>
<a class="skip" href="#main">${texts.skip}</a>
<header>${operator.logo === '' ? GATE : html`<img src="${operator.logo}" alt="">`}<bdi>${operator.name}</bdi></header>
<main id="main">
${who(frame)}
${content.main}
</main>
<footer>${frame.links ?? notMeLink(frame)}${languageLinks(frame)}</footer>
</body>
</html>`;
}

function who({ who, texts }: Frame): Html {
  return who === undefined
    ? NOTHING
    : html`<p class="who">${texts.signingIn(who.user.userId, who.user.domain, who.application)}</p>`;
}

/** For who got a message about what he did not begin; messages carry no link. */
function notMeLink({ texts, path }: Frame): Html {
  return path === NOT_ME ? NOTHING : html`<a href="${NOT_ME}">${texts.notMe.link}</a>`;
}

function languageLinks({ language, path }: Frame): Html {
  const others = LANGUAGES.filter((other) => other !== language);
  const query = path.includes('?') ? '&' : '?';
  return html`${others.map((other) => html`<a href="${path}${query}lang=${other}" lang="${other}" hreflang="${other}">${TEXTS[other].language}</a>`)}`;
}
