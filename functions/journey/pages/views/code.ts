import type { HelpingAccount } from '../../../core/links/helping-accounts.ts';
import type { Rescue, SessionChallenge } from '../../../core/sessions/session.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { linkedNote } from './linked.ts';
import { actionNote, beginForm, cancelForm, errorNote, form, troubleNote } from './parts.ts';
import { rescueLinks } from './rescue.ts';
import { type ResetOffer, resetLink, resetNote } from './reset-note.ts';

export interface CodePage {
  readonly method: 'totp' | 'email' | 'sms';
  /** The step of the address; enrolment has its own. */
  readonly step: string;
  readonly title: string;
  readonly lead: Html;
  /** Missing for an authenticator app. */
  readonly sent?: SessionChallenge;
  /** Where a factor is proven, and none is added. */
  readonly reset?: ResetOffer;
  readonly error?: string | undefined;
  /** The first page of who has nothing else: accounts by which he can be helped. */
  readonly helping?: readonly HelpingAccount[];
  /** Leads away from here: to the other ways, or back to the list. Missing where there is nowhere else to go. */
  readonly wayOut: { readonly href: string; readonly text: string } | undefined;
  /** For who cannot use the only way that he has. */
  readonly rescues?: readonly Rescue[];
}

/** A moment of patience before the button for another message is offered, whatever the settings allow. */
const LEAST_RESEND_WAIT_MS = 30_000;

/** One field for one code. */
export function codePage(visit: Visit, view: CodePage): PageContent {
  return {
    title: view.title,
    isError: view.error !== undefined,
    main: html`<h1>${view.title}</h1>
<p class="lead" id="lead">${view.lead}</p>
${view.reset === undefined ? NOTHING : html`${resetNote(visit, view.reset)}${actionNote(visit)}`}
${errorNote(view.error)}
${codeForm(visit, view)}
${view.sent === undefined ? NOTHING : resendForm(visit, view, view.sent)}
${view.reset === undefined ? NOTHING : troubleNote(visit, visit.texts.helpDesk.cannotUse, view.wayOut !== undefined, resetLink(visit, view.reset))}
${linkedNote(visit, view.helping)}
<div class="links">${view.wayOut === undefined ? NOTHING : html`<a href="${view.wayOut.href}">${view.wayOut.text}</a>`}${rescueLinks(visit, view.rescues ?? [])}${cancelForm(visit)}</div>
${beginForm(visit)}`,
  };
}

function codeForm(visit: Visit, view: CodePage): Html {
  const { texts } = visit;
  const content = html`<div class="stack">
${codeField(visit, { hasError: view.error !== undefined, length: view.method === 'totp' ? 6 : visit.settings.PinLength })}
<button class="button">${texts.code.submit}</button></div>`;
  return form(visit, view.step, 'check', content);
}

/** The right keyboard, the code of a text message offered by the phone, room for pasted blanks, and the focus. */
export function codeField(visit: Visit, field: { hasError: boolean; length: number }): Html {
  const isDigits = /^[0-9]+$/.test(visit.settings.PinChars) || field.length === 6;
  const describedBy = field.hasError ? 'error lead' : 'lead';
  return html`<div><label for="code">${visit.texts.code.label}</label>
<input class="code${field.length > 8 ? ' long' : ''}" id="code" name="code" type="text" inputmode="${isDigits ? 'numeric' : 'text'}" autocomplete="one-time-code" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="64" aria-describedby="${describedBy}" required${field.hasError ? html` aria-invalid="true"` : NOTHING} autofocus></div>`;
}

function resendForm(visit: Visit, view: CodePage, sent: SessionChallenge): Html {
  const { texts, settings, session, nowMs } = visit;
  const waitMs = Math.max(
    0,
    sent.sentAtMs + Math.max(LEAST_RESEND_WAIT_MS, settings.ResendDelaySeconds * 1000) - nowMs,
  );
  const button = html`<div class="stack"><button class="button quiet" data-wait-ms="${waitMs}" data-wait-text="${texts.code.resendIn}">${texts.code.resend}</button></div>`;
  // A code is of no use after the session, however long it lives.
  const leftMs = Math.min(sent.expiresAtMs, session.expiresAtMs) - nowMs;
  return html`<p class="small">${leftMs > 0 ? texts.code.validFor(leftMs) : texts.code.over}</p>
${form(visit, view.step, 'send', button, { once: visit.nonce })}
<p class="small">${view.method === 'sms' ? texts.code.nothingCameSms : texts.code.nothingCame}</p>`;
}
