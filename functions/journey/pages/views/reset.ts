import type { Reset, ResetState } from '../../../core/recovery/reset.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { duration } from '../texts/duration.ts';
import type { Visit } from '../visit.ts';
import { wayBack } from './add-factor.ts';
import { addRow } from './factor-list.ts';
import type { PageContent } from './frame.ts';
import { PAUSE } from './icons.ts';
import { errorNote, form, points } from './parts.ts';
import { timeAhead } from './time-ahead.ts';

/** What a person can add by a reset; a phone needs a code of its own and follows later. */
type Addable = 'passkey' | 'totp';

/** Says what will happen and when, before anything does. */
export function askResetPage(visit: Visit, coolOffMs: number, error: string | undefined): PageContent {
  const { texts, nowMs, language, helpDesk } = visit;
  const { reset } = texts;
  const wait = duration(language, coolOffMs);
  const from = timeAhead(visit, nowMs + coolOffMs);
  return {
    title: reset.title,
    isError: error !== undefined,
    main: html`<h1>${reset.title}</h1>
${errorNote(error)}
<p class="lead">${reset.lead(wait)}</p>
<h2>${reset.next}</h2>
${points([reset.told, reset.waits(from), reset.after, reset.found])}
<h2>${reset.whyTitle}</h2>
<p>${reset.why}</p>
<p>${reset.sooner(helpDesk)}</p>
${form(visit, 'reset', 'begin-reset', html`<div class="stack"><button class="button">${reset.begin}</button></div>`)}
${wayBack(visit)}`,
  };
}

export function waitingResetPage(visit: Visit, { readyAtMs, by }: Reset): PageContent {
  const { reset } = visit.texts;
  return {
    title: reset.waiting.title,
    main: html`${PAUSE}<h1>${reset.waiting.title}</h1>
<p class="lead">${reset.waiting.lead(timeAhead(visit, readyAtMs))}</p>
${by === 'help-desk' ? html`<p>${reset.waiting.byHelpDesk}</p>` : NOTHING}
<h2>${reset.waiting.stopTitle}</h2>
${points([html`<a href="${visit.path()}">${reset.waiting.prove}</a>`, html`<a href="/mfa/not-me">${reset.waiting.code}</a>`, reset.waiting.password])}
${wayBack(visit)}`,
  };
}

export function readyResetPage(
  visit: Visit,
  { untilMs, reset: { by } }: Extract<ResetState, { kind: 'ready' }>,
  addable: readonly Addable[],
  error: string | undefined,
): PageContent {
  const { texts, helpDesk } = visit;
  const { ready } = texts.reset;
  const ways = addable.map((method) => html`<li>${addRow(visit, method)}</li>`);
  return {
    title: ready.title,
    isError: error !== undefined,
    main: html`<h1>${ready.title}</h1>
${errorNote(error)}
<p class="lead">${(by === 'linked-account' ? texts.linked.ready : ready.lead)(timeAhead(visit, untilMs))}</p>
${addable.length === 0 ? html`<p>${texts.enrol.noneToAdd(helpDesk)}</p>` : html`<ul class="ways">${ways}</ul>`}
<p>${ready.phone}</p>
<p>${ready.notYours}</p>
${wayBack(visit)}`,
  };
}

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
