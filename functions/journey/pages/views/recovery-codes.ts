import type { ShownOffer } from '../../../core/journey/arrange-offers.ts';
import type { Passkey } from '../../../core/passkeys/passkey.ts';
import { FEW_RECOVERY_CODES } from '../../../core/recovery/recovery-codes.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { startPage } from './add-factor.ts';
import { waysToProve } from './choose.ts';
import type { PageContent } from './frame.ts';
import { RESCUE_ICON } from './icons.ts';
import { date } from './mine.ts';
import { errorNote, form, wayBack } from './parts.ts';
import { keptCodeField } from './rescue.ts';

const STEP = 'add-recovery';

/** What a person has of them. */
export interface RecoveryCodes {
  readonly left: number;
  /** Missing where none were ever made. */
  readonly madeAtMs: number | undefined;
}

/** In the list of what a person has. */
export function recoveryRow(visit: Visit, codes: RecoveryCodes | undefined): Html {
  if (codes === undefined) return NOTHING;
  const { recoveryCodes } = visit.texts;
  const { left, madeAtMs } = codes;
  const href = visit.path(STEP);
  const row =
    madeAtMs === undefined
      ? html`<a class="way" href="${href}">${RESCUE_ICON}<span><b>${recoveryCodes.start}</b><small>${recoveryCodes.hint}</small></span></a>`
      : html`<div class="way mine">${RESCUE_ICON}<span><b>${recoveryCodes.left(left)}</b><small>${recoveryCodes.madeOn(date(visit, madeAtMs))}</small>${left < FEW_RECOVERY_CODES ? html`<small class="unusable">${recoveryCodes.few}</small>` : NOTHING}</span><a class="button quiet tiny" href="${href}">${recoveryCodes.replace}</a></div>`;
  return html`<h2>${recoveryCodes.name}</h2><ul class="ways"><li>${row}</li></ul>`;
}

export function startCodesPage(
  visit: Visit,
  { hasSome, error }: { readonly hasSome: boolean; readonly error: string | undefined },
): PageContent {
  const { title, lead, ends, start } = visit.texts.recoveryCodes;
  const startLead = hasSome ? html`${lead} ${ends}` : lead;
  return startPage(visit, STEP, { title, startLead, start }, error);
}

/** The one page that shows them: print, copy and download what stands there, without another request. */
export function newCodesPage(visit: Visit, codes: readonly string[]): PageContent {
  const { settings, texts } = visit;
  const { recoveryCodes } = texts;
  const kept = `${settings.PageName}: ${recoveryCodes.name}\n${recoveryCodes.each}`;
  const button = (way: string, text: string, done = text) =>
    html`<button class="button quiet" type="button" value="${way}" data-done="${done}">${text}</button>`;
  return {
    title: recoveryCodes.title,
    hasCodes: true,
    main: html`<h1>${recoveryCodes.title}</h1>
<p class="note">${recoveryCodes.shown}<br>${recoveryCodes.each}</p>
<ol class="key codes" translate="no" data-codes>${codes.map((code) => html`<li>${code}</li>`)}</ol>
<div class="stack keep" data-keep="${kept}" hidden>${button('copy', recoveryCodes.copy, recoveryCodes.copied)}${button('download', recoveryCodes.download)}${button('print', recoveryCodes.print)}</div>
<p class="next" id="lead">${recoveryCodes.confirm}</p>
${confirmForm(visit, { hasError: false, isFocused: false })}
${wayBack(visit)}`,
  };
}

/** After a reload, or a code that was not one of them. */
export function confirmCodesPage(visit: Visit, error: string | undefined): PageContent {
  const { confirmTitle, confirmLead, again } = visit.texts.recoveryCodes;
  const anew = html`<div class="stack"><button class="button quiet">${again}</button></div>`;
  return {
    title: confirmTitle,
    isError: error !== undefined,
    main: html`<h1>${confirmTitle}</h1>
<p class="lead" id="lead">${confirmLead}</p>
${errorNote(error)}
${confirmForm(visit, { hasError: error !== undefined, isFocused: true })}
${form(visit, STEP, 'start', anew)}
${wayBack(visit)}`,
  };
}

/** For who would end the codes that stand, and has shown none of his own methods. */
export function needsOtherPage(visit: Visit, shown: readonly ShownOffer[], passkeys: readonly Passkey[]): PageContent {
  const { title, needsOther } = visit.texts.recoveryCodes;
  return {
    title,
    hasPasskey: passkeys.length > 0,
    main: html`<h1>${title}</h1>
<p class="lead">${needsOther}</p>
${shown.length === 0 ? NOTHING : waysToProve(visit, shown, passkeys)}
${wayBack(visit)}`,
  };
}

function confirmForm(visit: Visit, state: { readonly hasError: boolean; readonly isFocused: boolean }): Html {
  const { label, submit } = visit.texts.recoveryCodes;
  const field = keptCodeField({ label, isDigits: false, ...state });
  return form(visit, STEP, 'check', html`<div class="stack">${field}<button class="button">${submit}</button></div>`);
}
