import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html } from '../html.ts';

function icon(path: Html): Html {
  return html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;
}

/** One for each way to prove who one is. */
export const METHOD_ICONS: Readonly<Record<Method, Html>> = {
  passkey: icon(
    html`<circle cx="9" cy="8" r="4.5"/><path d="M3 20.5c0-4 2.500-6 6-6 1.200 0 2.300.300 3.200.800M17.500 12.500a2.700 2.700 0 1 0-1.200 0v7l1.200 1.500 1.400-1.700-1.100-1.300 1.100-1.300-1.400-1.700z"/>`,
  ),
  totp: icon(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.2 2"/>`),
  email: icon(html`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>`),
  sms: icon(html`<path d="M4 5.5h16v11h-9l-4 3.5v-3.5H4z"/><path d="M8 9.5h8M8 12.5h5"/>`),
  push: icon(html`<rect x="7" y="2.5" width="10" height="19" rx="2.2"/><path d="m9.8 12 1.7 1.7 3-3.4"/>`),
};

/** A key on paper: for what was kept, and for what somebody hands out. */
export const RESCUE_ICON = icon(html`<path d="M6 3.500h9l4 4v13H6z"/><path d="M15 3.500v4h4M9 12h7M9 15.500h7"/>`);

/** The gate of a checkpoint (冠木門): one beam through two posts that rise above it, and two leaves. No shrine has these. */
export const GATE = icon(
  html`<path d="M5 3v18M19 3v18" stroke-width="2.200"/><path d="M2.500 7.500h19" stroke-width="2.200"/><path d="M5 11h5.500v10M19 11h-5.500v10M5 16h5.500M19 16h-5.500" stroke-width="1.400"/>`,
);

export const YES = html`<svg class="sign yes" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="24" cy="24" r="20"/><path d="m15.500 24.500 6 6 11.500-13"/></svg>`;
export const NO = html`<svg class="sign no" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true"><circle cx="24" cy="24" r="20"/><path d="m17 17 14 14M31 17 17 31"/></svg>`;
export const PAUSE = html`<svg class="sign" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true"><circle cx="24" cy="24" r="20"/><path d="M24 13v11.500l7.500 4.500"/></svg>`;
