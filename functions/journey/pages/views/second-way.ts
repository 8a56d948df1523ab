import type { SecondWay } from '../../../core/journey/second-way.ts';
import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Message } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { Visit } from '../visit.ts';
import { addRow } from './add-row.ts';
import { deedDone } from './deed-done.ts';
import type { PageContent } from './frame.ts';
import { YES } from './icons.ts';
import { cancelForm, errorNote, form } from './parts.ts';

interface AfterSignIn {
  readonly way: SecondWay;
  readonly addable: readonly Method[];
  readonly notice: Exclude<Notice, Message> | undefined;
  readonly error: string | undefined;
}

/** After a sign-in: one sentence why a second way is needed, what it can be, and "Later" while that is allowed. */
export function secondWayPage(visit: Visit, { way, addable, notice, error }: AfterSignIn): PageContent {
  const { secondWay: texts } = visit.texts;
  const done =
    notice === undefined ? NOTHING : html`<p class="note good" role="status">${deedDone(visit.texts, notice)}</p>`;
  if (way.kind === 'not-asked') {
    return {
      title: texts.enough,
      main: html`${YES}<h1>${texts.enough}</h1>${done}${errorNote(error)}<p class="lead">${texts.enoughLead}</p>${button(visit, 'finish', visit.texts.continue)}`,
    };
  }
  return {
    title: texts.title,
    isError: error !== undefined,
    main: html`<h1>${texts.title}</h1>
${done}
${errorNote(error)}
<p class="lead">${texts.because[way.on]}</p>
${way.isRequired ? html`<p class="note">${texts.required}</p>` : NOTHING}
${way.mayBeApart ? apartForm(visit) : NOTHING}
<h2>${visit.texts.enrol.add}</h2><ul class="ways">${addable.map((method) => html`<li>${addRow(visit, method)}</li>`)}</ul>
${way.isRequired ? NOTHING : laterForm(visit)}
<div class="links">${cancelForm(visit)}</div>`,
  };
}

/** Nobody but its owner can know where an authenticator app is. */
function apartForm(visit: Visit): Html {
  const { apart } = visit.texts.secondWay;
  return html`<h2>${apart.question}</h2><p class="small">${apart.lead}</p>${button(visit, 'apart', apart.elsewhere, 'button quiet')}`;
}

function laterForm(visit: Visit): Html {
  const { settings, texts } = visit;
  const { SecondFactorGraceDays: days, SecondFactorRequired: isRequired } = settings;
  const { later, laterLead } = texts.secondWay;
  return html`${button(visit, 'later', later, 'button quiet')}${days === 0 ? NOTHING : html`<p class="small">${laterLead(days, isRequired)}</p>`}`;
}

function button(visit: Visit, act: string, text: string, style = 'button'): Html {
  return form(visit, undefined, act, html`<div class="stack"><button class="${style}">${text}</button></div>`);
}
