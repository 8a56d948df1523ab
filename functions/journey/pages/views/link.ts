import { html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { YES } from './icons.ts';
import { errorNote, form, points } from './parts.ts';

/** Asks which account it is, and for its password. */
export function linkPage(visit: Visit, error: string | undefined): PageContent {
  const { link, back } = visit.texts;
  const describedBy = error === undefined ? NOTHING : html` aria-describedby="error"`;
  const field = (name: string, label: string, more = html`type="text" autocomplete="off"`) =>
    html`<div><label for="${name}">${label}</label>
<input id="${name}" name="${name}" ${more} autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required${describedBy}></div>`;
  const fields = html`<div class="stack">
${field('domain', link.domain)}
${field('user', link.user)}
${field('password', link.password, html`type="password" autocomplete="current-password"`)}
<button class="button">${link.submit}</button></div>`;
  return {
    title: link.title,
    isError: error !== undefined,
    main: html`<h1>${link.title}</h1>
<p class="lead">${link.lead}</p>
${errorNote(error)}
${form(visit, 'link', 'start', fields)}
<div class="links"><a href="${visit.path()}">${back}</a></div>`,
  };
}

/** Both accounts were proven; nothing has changed yet. */
export function confirmLinkPage(visit: Visit): PageContent {
  const { link, linked, back } = visit.texts;
  const button = html`<div class="stack"><button class="button">${link.confirm}</button></div>`;
  return {
    title: linked.proven,
    main: html`${YES}<h1>${linked.proven}</h1>
<p class="lead">${link.provenLead}</p>
${points([link.means, linked.told])}
${form(visit, 'link', 'take', button)}
<div class="links"><a href="${visit.path()}">${back}</a></div>`,
  };
}
