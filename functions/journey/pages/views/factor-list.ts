import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Message } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { Visit } from '../visit.ts';
import { addRow } from './add-row.ts';
import { deedDone } from './deed-done.ts';
import { type CodesLocked, codesLockedNote } from './endings.ts';
import type { PageContent } from './frame.ts';
import { isWayIn, type Mine, mineNamed, mineRow } from './mine.ts';
import { beginForm, cancelForm, errorNote, form } from './parts.ts';
import { type PasskeySignal, signalNote } from './passkey.ts';
import { type RecoveryCodes, recoveryRow } from './recovery-codes.ts';
import { type Rescued, rescuedNote } from './rescue.ts';

interface Overview {
  readonly mine: readonly Mine[];
  /** What can be added or, where there is one already, changed. */
  readonly addable: readonly Method[];
  readonly notice: Exclude<Notice, Message> | undefined;
  readonly signal: PasskeySignal | undefined;
  readonly error: string | undefined;
  readonly canFinish: boolean;
  /** What was proven here is enough to remove and to report a loss. */
  readonly mayTakeAway: boolean;
  /** What the person wants to be offered first. */
  readonly preferred: Method | undefined;
  /** He may link an account of another domain. */
  readonly mayLink: boolean;
  readonly rescued: Rescued | undefined;
  readonly recovery: RecoveryCodes | undefined;
  readonly lock: CodesLocked | undefined;
  /** How the person hears of changes; undefined where nothing reaches him. */
  readonly notified: 'email' | 'sms' | undefined;
}

export function overviewPage(visit: Visit, view: Overview): PageContent {
  const { texts } = visit;
  const { enrol } = texts;
  const good = view.notice && deedDone(texts, view.notice);
  const next = view.rescued === undefined ? nextStep(visit, view) : undefined;
  const isSignIn = visit.session.purpose === 'verify';
  const label = isSignIn ? texts.rescue.done.finish : enrol.finish;
  const finish = form(
    visit,
    undefined,
    'finish',
    html`<div class="stack"><button class="button">${label}</button></div>`,
  );
  const title = isSignIn ? texts.rescue.done.title : enrol.title;
  return {
    title,
    isError: view.error !== undefined,
    hasPasskey: view.signal !== undefined,
    main: html`<h1>${title}</h1>
${view.rescued === undefined ? html`<p class="lead">${enrol.lead}</p>` : rescuedNote(visit, view.rescued, view.addable.length > 0)}
${errorNote(view.error)}
${good === undefined ? NOTHING : html`<p class="note good" role="status">${good}</p>`}
${next === undefined ? NOTHING : html`<p class="note">${next}</p>`}
${view.lock === undefined ? NOTHING : codesLockedNote(visit, view.lock)}
${view.mine.length === 0 ? NOTHING : html`<h2>${enrol.yours}</h2><ul class="ways">${view.mine.map((mine) => html`<li>${mineRow(visit, mine, view)}</li>`)}</ul>`}
${view.mayTakeAway || view.mine.length === 0 ? NOTHING : html`<p class="small">${texts.loss.notNow}</p>`}
${defaultForm(visit, view)}
${view.addable.length === 0 ? NOTHING : html`<h2>${enrol.add}</h2><ul class="ways">${view.addable.map((method) => html`<li>${addRow(visit, method)}</li>`)}</ul>`}
${recoveryRow(visit, view.recovery)}
${view.canFinish ? finish : NOTHING}
${view.notified === undefined ? NOTHING : html`<p class="small">${enrol.notifies[view.notified]}</p>`}
<div class="links">${view.mayLink ? html`<a href="${visit.path('link')}">${texts.link.open}</a>` : NOTHING}${cancelForm(visit)}</div>
${signalNote(view.signal)}
${beginForm(visit)}`,
  };
}

function nextStep({ texts: { enrol }, helpDesk }: Visit, { mine, addable }: Overview): string | Html | undefined {
  const usable = mine.filter(isWayIn);
  if (usable.length > 1) return undefined;
  if (usable.length === 1) return addable.length === 0 ? undefined : enrol.second;
  if (addable.length === 0) return enrol.noneToAdd(helpDesk);
  const best = (['passkey', 'totp'] as const).find((method) => addable.includes(method));
  return best === undefined ? enrol.none : html`${enrol.none} ${enrol.recommended[best]}`;
}

/** What is offered first everywhere; without a choice every browser goes by what worked there. */
function defaultForm(visit: Visit, { mine, preferred, canFinish }: Overview): Html {
  const { texts } = visit;
  const methods = [...new Set(mine.filter(isWayIn).map(({ method }) => method))];
  if (methods.length < 2 || !canFinish) return NOTHING;
  const others = methods.filter((method) => method !== preferred);
  const button = (value: string, text: string) =>
    html`<button class="button quiet" name="method" value="${value}">${text}</button>`;
  const buttons = html`<div class="stack">${others.map((method) => button(method, texts.methods[method].name))}${preferred === undefined ? NOTHING : button('', texts.preferred.none)}</div>`;
  return html`<details class="trouble"><summary>${texts.preferred.summary}</summary><p>${texts.preferred.lead}</p>${form(visit, undefined, 'prefer', buttons)}</details>`;
}

interface Removal {
  readonly mine: Mine;
  /** What would be left that lets the person in; nothing of it means that this one stays. */
  readonly left: readonly Mine[];
}

/** Asks before it removes; the last one stays. */
export function removePage(visit: Visit, { mine, left }: Removal): PageContent {
  const { enrol, methods } = visit.texts;
  const what = enrol.removeWhat(methods[mine.method].name, mine.detail);
  const button = html`<div class="stack"><button class="button danger">${enrol.removeConfirm}</button></div>`;
  const isLast = left.length === 0 && isWayIn(mine);
  const warning = mine.isJustUsed ? html`<p class="note bad">${enrol.removeJustUsed}</p>` : NOTHING;
  const leaves = left.length === 0 ? NOTHING : html`${warning}${leftNote(visit, left)}`;
  return {
    title: enrol.removeTitle,
    main: html`<h1>${what}</h1>
<p class="lead">${isLast ? enrol.removeLast : enrol.removeLead}</p>
${isLast || mine.passkey === undefined ? NOTHING : html`<p class="small">${enrol.removePasskey}</p>`}
${isLast ? NOTHING : html`${leaves}${form(visit, `remove-${mine.name}`, 'remove', button)}`}
<div class="stack"><a class="button quiet" href="${visit.path()}">${isLast ? visit.texts.back : enrol.keep}</a></div>`,
  };
}

/** What a person still has without one of his methods. */
export function leftNote(visit: Visit, left: readonly Mine[]): Html {
  return html`<p class="next">${visit.texts.enrol.removeLeaves}</p><ul class="points">${left.map((one) => html`<li>${mineNamed(visit, one)}</li>`)}</ul>`;
}
