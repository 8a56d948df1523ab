import type { Reset, ResetState } from '../../../core/recovery/reset.ts';
import { html, NOTHING } from '../html.ts';
import { duration } from '../texts/duration.ts';
import type { Visit } from '../visit.ts';
import { addRow } from './add-row.ts';
import type { PageContent } from './frame.ts';
import { PAUSE } from './icons.ts';
import { errorNote, form, points, wayBack } from './parts.ts';
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
