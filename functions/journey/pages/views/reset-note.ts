import type { ResetState } from '../../../core/recovery/reset.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { timeAhead } from './time-ahead.ts';

export interface ResetOffer {
  readonly state: ResetState;
  /** He could ask for one. */
  readonly mayAsk: boolean;
}

/** On the pages on which a person chooses how to go on: that a reset stands, which he may not have asked for. */
export function resetNote(visit: Visit, { state }: ResetOffer): Html {
  const { note, see } = visit.texts.reset;
  if (state.kind === 'none') return NOTHING;
  const said =
    state.kind === 'waiting'
      ? note.waiting(timeAhead(visit, state.reset.readyAtMs))
      : note.ready(timeAhead(visit, state.untilMs));
  return html`<p class="note">${said} <a href="${visit.path('reset')}">${see}</a></p>`;
}

/** For who has nothing left to go on with. */
export function resetLink(visit: Visit, { state, mayAsk }: ResetOffer): Html {
  if (!mayAsk || state.kind !== 'none') return NOTHING;
  return html`<p><a href="${visit.path('reset')}">${visit.texts.reset.link}</a></p>`;
}
