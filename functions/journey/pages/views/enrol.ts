import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { METHOD_ICONS } from './icons.ts';
import { beginForm, cancelForm, errorNote, form } from './parts.ts';

/** What a person has: a method, and which one of it. */
export interface Mine {
  readonly method: Method;
  /** A masked address or the name of a device. */
  readonly detail: string;
  /** The step that removes it. */
  readonly removeStep: string;
}

interface Overview {
  readonly mine: readonly Mine[];
  /** What can be added or, where there is one already, changed. */
  readonly addable: readonly Method[];
  readonly notice: { readonly added: Method } | { readonly removed: 'yes' } | undefined;
  readonly error: string | undefined;
  readonly canFinish: boolean;
}

export function overviewPage(visit: Visit, view: Overview): PageContent {
  const { texts } = visit;
  const { enrol } = texts;
  const good = view.notice && ('added' in view.notice ? enrol.added[view.notice.added] : enrol.removed);
  const next = view.mine.length === 0 ? enrol.none : view.mine.length === 1 ? enrol.second : undefined;
  const finish = form(
    visit,
    undefined,
    'finish',
    html`<div class="stack"><button class="button">${enrol.finish}</button></div>`,
  );
  return {
    title: enrol.title,
    isError: view.error !== undefined,
    main: html`<h1>${enrol.title}</h1>
<p class="lead">${enrol.lead}</p>
${errorNote(view.error)}
${good === undefined ? NOTHING : html`<p class="note good" role="status">${good}</p>`}
${next === undefined ? NOTHING : html`<p class="note">${next}</p>`}
${view.mine.length === 0 ? NOTHING : html`<h2>${enrol.yours}</h2><ul class="ways">${view.mine.map((mine) => html`<li>${mineRow(visit, mine)}</li>`)}</ul>`}
${view.addable.length === 0 ? NOTHING : html`<h2>${enrol.add}</h2><ul class="ways">${view.addable.map((method) => html`<li>${addRow(visit, method)}</li>`)}</ul>`}
${view.canFinish ? finish : NOTHING}
<p class="small">${enrol.notifies}</p>
<div class="links">${cancelForm(visit)}</div>
${beginForm(visit)}`,
  };
}

function mineRow(visit: Visit, { method, detail, removeStep }: Mine): Html {
  const { name } = visit.texts.methods[method];
  const label = visit.texts.enrol.removeNamed(detail === '' ? name : detail);
  return html`<div class="way mine">${METHOD_ICONS[method]}<span><b>${name}</b>${detail === '' ? NOTHING : html`<small><bdi>${detail}</bdi></small>`}</span><a class="button quiet tiny" href="${visit.path(removeStep)}" aria-label="${label}">${visit.texts.enrol.remove}</a></div>`;
}

function addRow(visit: Visit, method: Method): Html {
  const { name, hint } = visit.texts.enrol.adding[method];
  // After a code was sent the step asks for that code; from here a person may name another address.
  const query = method === 'email' || method === 'sms' ? '?other=yes' : '';
  return html`<a class="way" href="${visit.path(`add-${method}`)}${query}">${METHOD_ICONS[method]}<span><b>${name}</b><small>${hint}</small></span></a>`;
}

/** Asks before it removes; the last one stays. */
export function removePage(visit: Visit, mine: Mine, isLast: boolean): PageContent {
  const { enrol, methods } = visit.texts;
  const name = methods[mine.method].name;
  const title = enrol.removeTitle(mine.detail === '' ? name : `${name} ${mine.detail}`);
  const button = html`<div class="stack"><button class="button danger">${enrol.removeConfirm}</button></div>`;
  return {
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${isLast ? enrol.removeLast : enrol.removeLead}</p>
${isLast ? NOTHING : form(visit, mine.removeStep, 'remove', button)}
<div class="stack"><a class="button quiet" href="${visit.path()}">${isLast ? visit.texts.back : enrol.keep}</a></div>`,
  };
}
