import { html, NOTHING } from '../html.ts';
import type { Words } from '../words.ts';
import type { PageContent } from './frame.ts';
import { YES } from './icons.ts';
import { errorNote, points } from './parts.ts';

export function notMePage({ texts: { notMe }, language }: Words, error?: string): PageContent {
  const describedBy = error === undefined ? 'lead' : 'error lead';
  return {
    title: notMe.title,
    isError: error !== undefined,
    main: html`<h1>${notMe.title}</h1>
<p class="lead" id="lead">${notMe.lead}</p>
${errorNote(error)}
<form method="post" action="/mfa/not-me?lang=${language}"><div class="stack">
<div><label for="code">${notMe.label}</label>
<input class="code long" id="code" name="code" type="text" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" maxlength="64" aria-describedby="${describedBy}" required${error === undefined ? NOTHING : html` aria-invalid="true"`} autofocus></div>
<button class="button">${notMe.submit}</button></div></form>`,
  };
}

/** What a code has ended. */
export function notMeDonePage({ texts: { notMe }, helpDesk }: Words, what: 'addition' | 'reset'): PageContent {
  return {
    title: notMe.done,
    main: html`${YES}<h1>${notMe.done}</h1>
<p class="lead">${what === 'reset' ? notMe.doneReset : notMe.doneLead}</p>
<h2>${notMe.next}</h2>
${points([notMe.password, notMe.tell(helpDesk)])}`,
  };
}
