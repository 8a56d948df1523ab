import { type Html, html, NOTHING } from '../html.ts';
import { duration } from '../texts/duration.ts';
import type { Texts } from '../texts/index.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { NO, PAUSE, YES } from './icons.ts';
import { points, returnForm } from './parts.ts';

export function donePage(visit: Visit): PageContent {
  const { texts, session } = visit;
  return {
    title: texts.done.title,
    main: html`${YES}<h1>${texts.done.title}</h1>
<p class="lead">${session.purpose === 'enrol' ? texts.done.leadEnrol : texts.done.lead}</p>
${returnForm(visit)}`,
  };
}

export function deniedPage(visit: Visit): PageContent {
  const { denied } = visit.texts;
  return {
    title: denied.title,
    main: html`${NO}<h1>${denied.title}</h1><p class="lead">${denied.lead}</p><p class="lead">${denied.help}</p>${returnForm(visit)}`,
  };
}

/** Says until when, in a length of time; the script adds the time on the clock of the reader. */
export function lockedPage(visit: Visit, untilMs: number | undefined): PageContent {
  const { locked } = visit.texts;
  return {
    title: locked.title,
    isError: true,
    main: html`${PAUSE}<h1>${locked.title}</h1>
<p class="lead">${untilMs === undefined ? locked.forever : untilWhen(visit, untilMs)}</p>
<h2>${locked.helps}</h2>
${points(untilMs === undefined ? locked.help.slice(1) : locked.help)}
${returnForm(visit)}`,
  };
}

function untilWhen({ texts, language, nowMs }: Visit, untilMs: number): Html {
  const { until, at } = texts.locked;
  const iso = new Date(untilMs).toISOString();
  return html`${until} <time datetime="${iso}" data-local="${at}">${duration(language, Math.max(0, untilMs - nowMs))}</time>${language === 'en' ? '.' : ''}`;
}

/** Where there is no session to speak of: nothing about one is said. */
function strayPage(title: string, lead: string): PageContent {
  return { title, isError: true, main: html`${PAUSE}<h1>${title}</h1><p class="lead">${lead}</p>${NOTHING}` };
}

export type StrayKind = 'gone' | 'other-browser' | 'stale' | 'not-found' | 'broken';

export function strayContent(texts: Texts, kind: StrayKind): PageContent {
  switch (kind) {
    case 'gone':
      return strayPage(texts.expired.title, texts.expired.lead);
    case 'other-browser':
      return strayPage(texts.otherBrowser.title, texts.otherBrowser.lead);
    case 'stale':
      return strayPage(texts.broken.title, texts.errors.stale);
    case 'not-found':
      return strayPage(texts.broken.notFound, texts.broken.notFoundLead);
    case 'broken':
      return strayPage(texts.broken.title, texts.broken.lead);
    default:
      return kind satisfies never;
  }
}

/** With `VerboseOutput=false`: that it did not work, and nothing else. */
export function refusedPage(visit: Visit): PageContent {
  const { plain } = visit.texts.errors;
  return { title: plain, isError: true, main: html`${NO}<h1>${plain}</h1>${returnForm(visit)}` };
}
