import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { NO } from './icons.ts';
import { actionNote, beginForm, cancelForm, errorNote, form, hidden, troubleNote } from './parts.ts';
import { here, qrPicture } from './to-phone.ts';

/** Without JavaScript the page looks again by itself. */
const REFRESH_SECONDS = 4;

interface PushPage {
  readonly digits: string | undefined;
  readonly hasOther: boolean;
  /** Where a browser is the phone; missing for who has none that is. */
  readonly approvalPage: string | undefined;
  /** Something reaches a phone by itself; a browser has to be opened. */
  readonly rings: boolean;
}

/** The digits, large, and a live wait for the phone. */
export function pushPage(visit: Visit, view: PushPage): PageContent {
  const { texts } = visit;
  const { digits, hasOther } = view;
  return {
    title: texts.push.title,
    head: html`<noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}"></noscript>`,
    main: html`<h1>${texts.push.title}</h1>
<p class="lead">${digits === undefined ? texts.push.leadPlain : texts.push.lead}</p>
${actionNote(visit)}
${digits === undefined ? NOTHING : digitsBox(visit, digits)}
<p class="waiting" role="status" data-status>${texts.push.waiting}</p>
<noscript><p class="small">${texts.push.byHand}</p></noscript>
<form method="post" action="${visit.path('push')}" data-poll="${visit.path('push')}/state" data-approved="${texts.push.approved}" hidden>${hidden({ token: visit.token, act: 'finish' })}</form>
${howToOpen(visit, view)}
${waysOut(visit, hasOther)}`,
  };
}

/** Nothing rings in a browser, so its page must be found: by a button on the phone itself, else by a picture or by hand. */
function howToOpen({ texts: { push } }: Visit, { approvalPage, rings }: PushPage): Html {
  if (approvalPage === undefined) return html`<p class="small">${push.nothingCame}</p>`;
  const button = html`<a class="button" href="${approvalPage}" target="_blank" rel="noopener">${push.openHere}</a>`;
  return html`<details class="trouble"${rings ? NOTHING : html` open`}><summary>${push.open}</summary>
${here(push.here, button)}
<p>${push.scan}</p>
${qrPicture(approvalPage, push.qr) ?? NOTHING}
<code class="key" translate="no">${approvalPage}</code></details>`;
}

function waysOut(visit: Visit, hasOther: boolean): Html {
  const { texts } = visit;
  const other = hasOther ? html`<a href="${visit.path()}">${texts.otherWay}</a>` : NOTHING;
  return html`${troubleNote(visit, texts.helpDesk.cannotUse, hasOther)}<div class="links">${other}${cancelForm(visit)}</div>`;
}

/** Two groups for the eyes; one number for a screen reader, digit by digit. */
function digitsBox({ texts }: Visit, digits: string): Html {
  return html`<p class="digits" translate="no"><span class="unseen">${texts.push.digits}: ${[...digits].join(' ')}</span><span aria-hidden="true">${digits.slice(0, 3)}</span><span aria-hidden="true">${digits.slice(3)}</span></p>`;
}

/** The phone has approved; the session ends by this form, since a page that is only looked at changes nothing. */
export function pushApprovedPage(visit: Visit): PageContent {
  const { texts } = visit;
  const button = html`<div class="stack"><button class="button" autofocus>${texts.continue}</button></div>`;
  return {
    title: texts.push.approvedTitle,
    main: html`<h1>${texts.push.approvedTitle}</h1>${form(visit, 'push', 'finish', button)}`,
  };
}

export function pushExpiredPage(visit: Visit, hasOther: boolean): PageContent {
  const { texts } = visit;
  const button = html`<div class="stack"><button class="button">${texts.push.again}</button></div>`;
  return {
    title: texts.push.title,
    isError: true,
    main: html`<h1>${texts.push.title}</h1>
${errorNote(texts.push.expired)}
${form(visit, 'push', 'send', button, { once: visit.nonce })}
${waysOut(visit, hasOther)}
${beginForm(visit)}`,
  };
}

/** Refused on the phone: the way home also tells the application, so it is a form. */
export function pushDeniedPage(visit: Visit): PageContent {
  const { denied } = visit.texts;
  const button = html`<div class="stack"><button class="button">${visit.texts.continue}</button></div>`;
  return {
    title: denied.title,
    main: html`${NO}<h1>${denied.title}</h1><p class="lead">${denied.lead}</p><p class="lead">${denied.help}</p>${form(visit, 'push', 'finish', button)}`,
  };
}
