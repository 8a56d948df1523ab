import { html } from 'hono/html';
import type { Language } from '../../core/messages/languages.ts';
import type { OmaServiceType } from '../../core/push/oma-link.ts';
import { TEXTS } from './texts.ts';

interface OmaConfigPage {
  readonly language: Language;
  readonly name: string;
  /** Missing when the settings allow nothing to such an app. */
  readonly offer: { readonly type: OmaServiceType; readonly link: string } | undefined;
  /** The settings allow pushes, but only with digits. */
  readonly pushNeedsDigits: boolean;
}

/** The configuration page; the `html` tag escapes every value. */
export function omaConfigPage({ language, name, offer, pushNeedsDigits }: OmaConfigPage): string {
  const texts = TEXTS[language];
  const setUp =
    offer === undefined
      ? html`<p>${texts.nothing}</p>`
      : html`<p>${texts.intro}</p>
          <p>${texts[offer.type]}</p>
          <p><a href="${offer.link}">${texts.open.replace('{name}', name)}</a></p>
          <p>${texts.copy}</p>
          <p><code>${offer.link}</code></p>`;
  const isWeaker = offer !== undefined && offer.type !== 'SharedSecret';
  return String(html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.title}</title>
        <link rel="stylesheet" href="/mfa/device/device.css" />
      </head>
      <body>
        <main>
          <h1>${texts.title}</h1>
          ${setUp} ${isWeaker ? html`<p>${texts.weaker}</p>` : ''}
          ${pushNeedsDigits ? html`<p>${texts.digits} <a href="/mfa/device">${texts.device}</a></p>` : ''}
        </main>
      </body>
    </html>`);
}
