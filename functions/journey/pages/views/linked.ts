import type { ShownDomain } from '../../../core/identity-domains/shown-domain.ts';
import type { HelpingAccount } from '../../../core/links/helping-accounts.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { name } from '../texts/name.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { YES } from './icons.ts';
import { beginForm, errorNote, form, points } from './parts.ts';

/** Where a person has an account that can help, in plain words, and the way there. Nothing where he has none. */
export function linkedNote(visit: Visit, helping: readonly HelpingAccount[] = []): Html {
  if (helping.length === 0) return NOTHING;
  const lines = helping.map((account) => html`<p>${also(visit, account)}</p>`);
  return html`<div class="note linked">${lines}<a href="${visit.path('linked')}">${visit.texts.linked.use}</a></div>`;
}

/** By its domain, never by the name of the account: whoever has the password of this one alone does not know that. */
function also({ texts, language }: Visit, { domain, methods }: HelpingAccount): Html {
  const ways = methods.map((method) => texts.linked.ways[method]);
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(ways);
  return texts.linked.also(domainInWords(domain), list);
}

function domainInWords({ name: shown, purpose }: ShownDomain): Html {
  return html`<b>${name(shown)}</b>${purpose === undefined ? NOTHING : html` (${name(purpose)})`}`;
}

export function linkedPage(visit: Visit, helping: readonly HelpingAccount[], error: string | undefined): PageContent {
  const { linked, back } = visit.texts;
  return {
    title: linked.title,
    isError: error !== undefined,
    main: html`<h1>${linked.title}</h1>
<p class="lead">${linked.lead}</p>
${errorNote(error)}
${points([linked.ends, linked.told])}
${helping.map((account) => start(visit, account))}
<div class="links"><a href="${visit.path()}">${back}</a></div>
${beginForm(visit)}`,
  };
}

function start(visit: Visit, account: HelpingAccount): Html {
  const button = html`<div class="stack"><button class="button">${visit.texts.linked.start(name(account.domain.name))}</button></div>`;
  return html`<p>${also(visit, account)}</p>${form(visit, 'linked', 'start', button, { to: account.id })}`;
}

/** The linked account was proven; nothing has changed yet. */
export function provenByLinkPage(visit: Visit): PageContent {
  const { linked, back } = visit.texts;
  const button = html`<div class="stack"><button class="button">${linked.next}</button></div>`;
  return {
    title: linked.proven,
    main: html`${YES}<h1>${linked.proven}</h1>
<p class="lead">${linked.provenLead}</p>
${points([linked.ends, linked.told])}
${form(visit, 'linked', 'take', button)}
<div class="links"><a href="${visit.path()}">${back}</a></div>`,
  };
}
