import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { Words } from '../words.ts';

/** A message at the top of a page; the field that it is about points to it. */
export function errorNote(text: string | undefined): Html {
  return text === undefined ? NOTHING : html`<p class="note bad" id="error" role="alert">${text}</p>`;
}

/** A form of the session. The token ties it to this session and this browser. */
export function form(
  visit: Visit,
  step: string | undefined,
  act: string,
  content: Html,
  fields: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${visit.path(step)}">${hidden({ token: visit.token, act, ...fields })}${content}</form>`;
}

export function hidden(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** Sent by the script at the first visit, so that the session becomes this browser's without a change by GET. */
export function beginForm(visit: Visit): Html {
  if (visit.isBound) return NOTHING;
  return html`<form method="post" action="${visit.path()}" data-begin hidden>${hidden({ token: visit.token, act: 'begin' })}</form>`;
}

export function points(lines: readonly (string | Html)[]): Html {
  return html`<ul class="points">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** What the application says this is for: shown as text, line breaks kept, never more. */
export function actionNote({ session, texts }: Visit): Html {
  const action = session.context?.action;
  return action === undefined ? NOTHING : html`<p class="action">${texts.choose.action(action)}</p>`;
}

/**
 * Ends the session; the answer leads back to the application, whose address stands in no page. Where something was proven
 * changes are stored already: there is nothing to cancel, and the list of them has the way out.
 */
export function cancelForm(visit: Visit): Html {
  const { texts, session } = visit;
  if (session.proven.length > 0) return NOTHING;
  const text = session.helps === undefined ? texts.cancel(session.application) : texts.linked.cancel;
  return form(visit, undefined, 'cancel', html`<button>${text}</button>`);
}

/** A session that is over leads back; one that is open ends here. */
export function returnForm(visit: Visit): Html {
  const { texts, session, end, isExpired } = visit;
  const button = html`<div class="stack"><button class="button">${session.helps === undefined ? texts.returnTo(session.application) : texts.linked.return}</button></div>`;
  return form(visit, undefined, end === undefined && !isExpired ? 'cancel' : 'return', button);
}

/** For who cannot take a way: the other ones where there are any, then the people who can help, then what is left. */
export function troubleNote({ texts, helpDesk }: Words, summary: string, hasOther = false, last: Html = NOTHING): Html {
  const other = hasOther ? html`<p>${texts.helpDesk.otherWay}</p>` : NOTHING;
  return html`<details class="trouble"><summary>${summary}</summary>${other}<p>${texts.helpDesk.lost(helpDesk)}</p>${last}</details>`;
}

/** To the first page of a site, for a browser that no session leads back. */
export function siteLink({ texts }: Words, site: string): Html {
  return html`<div class="stack"><a class="button" href="${site}">${texts.openSite(new URL(site).host)}</a></div>`;
}

export function wayBack(visit: Visit): Html {
  return html`<div class="links"><a href="${visit.path()}">${visit.texts.back}</a>${cancelForm(visit)}</div>`;
}
