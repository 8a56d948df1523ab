import { FEW_RECOVERY_CODES } from '../../../core/recovery/recovery-codes.ts';
import type { Rescue } from '../../../core/sessions/session.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { RESCUE_ICON } from './icons.ts';
import { actionNote, beginForm, cancelForm, errorNote, form, troubleNote } from './parts.ts';

/** Below what a person can choose: what is left for who can use none of it. */
export function rescueLinks(visit: Visit, rescues: readonly Rescue[]): Html {
  const { ways } = visit.texts.rescue;
  return html`${rescues.map((rescue) => html`<a href="${visit.path(rescue)}">${ways[rescue].name}</a>`)}`;
}

/** The same where nothing else is there to choose. */
export function rescueWays(visit: Visit, rescues: readonly Rescue[]): Html {
  if (rescues.length === 0) return NOTHING;
  const { ways } = visit.texts.rescue;
  const rows = rescues.map(
    (rescue) =>
      html`<li><a class="way" href="${visit.path(rescue)}">${RESCUE_ICON}<span><b>${ways[rescue].name}</b><small>${ways[rescue].hint}</small></span></a></li>`,
  );
  return html`<ul class="ways">${rows}</ul>`;
}

/** One field for one code. */
export function rescuePage(
  visit: Visit,
  { rescue, error }: { readonly rescue: Rescue; readonly error: string | undefined },
): PageContent {
  const { texts } = visit;
  const { title, lead, label } = texts.rescue[rescue];
  const field = keptCodeField({ label, isDigits: rescue === 'bypass', hasError: error !== undefined, isFocused: true });
  return {
    title,
    isError: error !== undefined,
    main: html`<h1>${title}</h1>
<p class="lead" id="lead">${lead}</p>
${actionNote(visit)}
${errorNote(error)}
${form(visit, rescue, 'check', html`<div class="stack">${field}<button class="button">${texts.code.submit}</button></div>`)}
${troubleNote(visit, texts.helpDesk.cannotUse, true)}
<div class="links"><a href="${visit.path()}">${texts.otherWay}</a>${cancelForm(visit)}</div>
${beginForm(visit)}`,
  };
}

/** For a code that was written down: no phone offers one of a message, and capitals need no shift. */
/** A focus would take a phone away from what stands above the field. */
export function keptCodeField(field: {
  label: string;
  isDigits: boolean;
  hasError: boolean;
  isFocused: boolean;
}): Html {
  const describedBy = field.hasError ? 'error lead' : 'lead';
  return html`<div><label for="code">${field.label}</label>
<input class="code long" id="code" name="code" type="text" inputmode="${field.isDigits ? 'numeric' : 'text'}" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" maxlength="64" aria-describedby="${describedBy}" required${field.hasError ? html` aria-invalid="true"` : NOTHING}${field.isFocused ? html` autofocus` : NOTHING}></div>`;
}

/** With which code somebody has come in. */
export interface Rescued {
  readonly rescue: Rescue;
  /** Recovery codes. */
  readonly left: number;
}

/** NIST SP 800-63B-4 4.2.1.1: who has used one is led to what he can use from now on. */
export function rescuedNote({ texts, session, helpDesk }: Visit, { rescue, left }: Rescued, canAdd: boolean): Html {
  const { done } = texts.rescue;
  const few = rescue === 'recovery' && left < FEW_RECOVERY_CODES;
  return html`<p class="lead">${rescue === 'recovery' ? done.left(left) : done.bypass}</p>
${few ? html`<p class="note bad">${done.few}</p>` : NOTHING}
${canAdd ? (session.purpose === 'verify' ? html`<p>${done.next}</p>` : NOTHING) : html`<p>${texts.enrol.noneToAdd(helpDesk)}</p>`}`;
}
