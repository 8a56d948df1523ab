import { type Html, html } from '../html.ts';
import { duration } from '../texts/duration.ts';
import type { Visit } from '../visit.ts';

/** How long until then; the script adds the time on the clock of the reader. */
export function timeAhead({ texts, language, nowMs }: Visit, untilMs: number): Html {
  const iso = new Date(untilMs).toISOString();
  const after = duration(language, Math.max(0, untilMs - nowMs));
  return html`<time datetime="${iso}" data-local="${texts.locked.at}">${after}${texts.locked.after}</time>`;
}
