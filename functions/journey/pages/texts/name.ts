import { type Html, html } from '../html.ts';

/**
 * A foreign name among our words: its direction ends with it (HTML 4.5.24), and no browser translates it. The ends of
 * isolates that a name brings along are dropped, since one of them would close ours (Unicode UAX #9, 2.4).
 */
export function name(text: string): Html {
  return html`<bdi translate="no">${text.replace(/[\u2066-\u2069]/g, '')}</bdi>`;
}
