import type { Language } from '../../core/messages/languages.ts';
import type { OmaServiceType } from '../../core/push/oma-link.ts';
import { html, NOTHING } from '../../journey/pages/html.ts';
import type { PageContent } from '../../journey/pages/views/frame.ts';
import { TEXTS } from './texts.ts';

interface OmaConfigPage {
  /** Missing when the settings allow nothing to such an app. */
  readonly offer: { readonly type: OmaServiceType; readonly link: string } | undefined;
  /** The settings allow pushes, but only with digits. */
  readonly pushNeedsDigits: boolean;
}

/** The configuration page; the `html` tag escapes every value. */
export function omaConfigPage(language: Language, { offer, pushNeedsDigits }: OmaConfigPage): PageContent {
  const texts = TEXTS[language];
  const setUp =
    offer === undefined
      ? html`<p class="lead">${texts.nothing}</p>`
      : html`<p class="lead">${texts.intro}</p>
<p class="small">${texts[offer.type]}</p>
<div class="stack"><a class="button" href="${offer.link}">${texts.open}</a></div>
<p class="small">${texts.copy}</p>
<code class="key long" translate="no">${offer.link}</code>`;
  const isWeaker = offer !== undefined && offer.type !== 'SharedSecret';
  return {
    title: texts.title,
    main: html`<h1>${texts.title}</h1>
${setUp}
${isWeaker ? html`<p class="note">${texts.weaker}</p>` : NOTHING}
${pushNeedsDigits ? html`<p class="note">${texts.digits} <a href="/mfa/device">${texts.device}</a></p>` : NOTHING}`,
  };
}
