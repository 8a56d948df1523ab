import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { Words } from '../words.ts';
import type { PageContent } from './frame.ts';
import { NO, PAUSE, YES } from './icons.ts';
import { points, returnForm, siteLink } from './parts.ts';
import { type ResetOffer, resetLink, resetNote } from './reset-note.ts';
import { timeAhead } from './time-ahead.ts';

export function donePage(visit: Visit): PageContent {
  const { texts, session } = visit;
  return {
    title: texts.done.title,
    main: html`${YES}<h1>${texts.done.title}</h1>
<p class="lead">${session.purpose === 'enrol' ? texts.done.leadEnrol : texts.done.lead}</p>
${returnForm(visit)}`,
  };
}

/** Refused: on the phone, or because nothing was there that could be proven. */
export function deniedPage(visit: Visit): PageContent {
  const { denied } = visit.texts;
  return {
    title: denied.title,
    main: html`${NO}<h1>${denied.title}</h1><p class="lead">${denied.lead}</p><p class="lead">${denied.help}</p>${returnForm(visit)}`,
  };
}

/** By the person's own wish; what an enrolment has changed by then is changed. */
export function cancelledPage(visit: Visit): PageContent {
  const { texts, session } = visit;
  const { denied } = texts;
  const lead = session.purpose === 'enrol' ? denied.leadEnrol : denied.leadCancelled;
  return {
    title: denied.titleCancelled,
    main: html`${NO}<h1>${denied.titleCancelled}</h1><p class="lead">${lead}</p><p class="lead">${denied.help}</p>${returnForm(visit)}`,
  };
}

/** Says until when, in a length of time; the script adds the time on the clock of the reader. */
export function lockedPage(visit: Visit, untilMs: number | undefined, reset?: ResetOffer): PageContent {
  const { texts, settings, helpDesk, helpDeskName } = visit;
  const { locked } = texts;
  const why = settings.MaxSendAttemptsLockoutEnabled ? locked.triesOrSends : locked.tries;
  const title = untilMs === undefined ? locked.titleForGood : locked.title;
  const notYou = locked.notYou(helpDeskName);
  return {
    title,
    isError: true,
    main: html`${PAUSE}<h1>${title}</h1>
<p class="lead">${untilMs === undefined ? locked.forGood(why, helpDesk) : locked.until(why, timeAhead(visit, untilMs))}</p>
<h2>${locked.helps}</h2>
${points(untilMs === undefined ? [locked.clock, notYou] : [locked.wait, locked.sooner(helpDesk), locked.clock, notYou])}
${reset === undefined ? NOTHING : html`${resetNote(visit, reset)}${resetLink(visit, reset)}`}
${returnForm(visit)}`,
  };
}

/** Codes do not count now; `untilMs` is missing where no time is set. Only for who may be told (`VerboseOutput`). */
export interface CodesLocked {
  readonly untilMs?: number;
}

/** For who came in, or can come in, by a passkey in spite of that. */
export function codesLockedNote(visit: Visit, { untilMs }: CodesLocked, next: string | Html = NOTHING): Html {
  const { texts, helpDesk } = visit;
  const { until, forGood } = texts.codesLocked;
  const why = untilMs === undefined ? forGood(helpDesk) : until(timeAhead(visit, untilMs));
  return html`<p class="note">${why} ${next}</p>`;
}

/** The session ended with a lock that is over by now. */
export function unlockedPage(visit: Visit): PageContent {
  const { locked } = visit.texts;
  return {
    title: locked.titleOver,
    main: html`<h1>${locked.titleOver}</h1><p class="lead">${locked.over}</p>${returnForm(visit)}`,
  };
}

/** For the browser that the session belonged to. */
export function expiredPage(visit: Visit): PageContent {
  const { texts, session } = visit;
  return {
    title: texts.expired.title,
    isError: true,
    main: html`${PAUSE}<h1>${texts.expired.title}</h1><p class="lead">${texts.expired.lead(session.application)}</p>${returnForm(visit)}`,
  };
}

/** Where there is no session to speak of: nothing about one is said, but the site that it came from. */
function strayPage(title: string, lead: string | Html, wayOut: Html): PageContent {
  return { title, isError: true, main: html`${PAUSE}<h1>${title}</h1><p class="lead">${lead}</p>${wayOut}` };
}

export type StrayKind = 'gone' | 'other-browser' | 'no-cookie' | 'stale' | 'not-found' | 'broken';

interface WaysOut {
  /** Of the application, where it is known. */
  readonly site: string | undefined;
  /** The page that was asked for, where it may answer when it is asked again. */
  readonly again: string | undefined;
}

export function strayContent(words: Words, kind: StrayKind, { site, again }: WaysOut): PageContent {
  const { texts } = words;
  const toSite = site === undefined ? NOTHING : siteLink(words, site);
  const retry =
    again === undefined
      ? NOTHING
      : html`<div class="stack"><a class="button" href="${again}">${texts.broken.again}</a></div>`;
  switch (kind) {
    case 'gone':
      return strayPage(texts.expired.titleUnknown, texts.expired.leadUnknown, toSite);
    case 'other-browser':
      return strayPage(texts.otherBrowser.title, texts.otherBrowser.lead, toSite);
    case 'no-cookie':
      return strayPage(texts.noCookie.title, texts.noCookie.lead, retry);
    case 'stale':
      return strayPage(texts.broken.title, texts.errors.stale, retry);
    case 'not-found':
      return strayPage(texts.broken.notFound, texts.broken.notFoundLead, NOTHING);
    case 'broken':
      return strayPage(texts.broken.title, texts.broken.lead(words.helpDesk), retry);
    default:
      return kind satisfies never;
  }
}

/** With `VerboseOutput=false`: that it did not work, and nothing else. */
export function refusedPage(visit: Visit): PageContent {
  const { plain } = visit.texts.errors;
  return { title: plain, isError: true, main: html`${NO}<h1>${plain}</h1>${returnForm(visit)}` };
}
