import type { Offer } from '../../../core/journey/offers.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { METHOD_ICONS } from './icons.ts';
import { beginForm, cancelForm, errorNote, form, returnForm } from './parts.ts';

/** The ways that this user has; the one used last comes first. */
export function choosePage(visit: Visit, offers: readonly Offer[], error?: string): PageContent {
  const { texts, session } = visit;
  const lead = session.purpose === 'enrol' ? texts.choose.leadEnrol : texts.choose.lead;
  return {
    title: texts.choose.title,
    isError: error !== undefined,
    main: html`<h1>${texts.choose.title}</h1>
<p class="lead">${lead}</p>
${actionNote(visit)}
${errorNote(error)}
<ul class="ways">${offers.map((offer) => html`<li>${way(visit, offer)}</li>`)}</ul>
<div class="links">${cancelForm(visit)}</div>
${beginForm(visit)}`,
  };
}

/** An authenticator code needs nothing to be sent, so that is a link; the others change something, so they are forms. */
function way(visit: Visit, offer: Offer): Html {
  const { texts } = visit;
  const { name, hint } = texts.methods[offer.method];
  const last = offer.isLast ? html` <em>${texts.lastUsed}</em>` : NOTHING;
  const content = html`${METHOD_ICONS[offer.method]}<span><b>${name}${last}</b><small>${hint(offer.to ?? '')}</small></span>`;
  if (offer.method === 'totp') return html`<a class="way" href="${visit.path('totp')}">${content}</a>`;
  return form(visit, offer.method, 'send', html`<button class="way">${content}</button>`, { once: visit.nonce });
}

/** What the application says this is for: shown as text, line breaks kept, never more. */
function actionNote({ session, texts }: Visit): Html {
  const action = session.context?.action;
  return action === undefined ? NOTHING : html`<p class="action">${texts.choose.action(action)}</p>`;
}

export function nothingPage(visit: Visit): PageContent {
  const { nothing } = visit.texts;
  return {
    title: nothing.title,
    main: html`<h1>${nothing.title}</h1>
<p class="lead">${nothing.lead}</p>
<ul class="points">${nothing.help.map((line) => html`<li>${line}</li>`)}</ul>
${returnForm(visit)}`,
  };
}
