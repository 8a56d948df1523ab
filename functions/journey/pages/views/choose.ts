import type { ShownOffer } from '../../../core/journey/arrange-offers.ts';
import type { Offer } from '../../../core/journey/offers.ts';
import type { HelpingAccount } from '../../../core/links/helping-accounts.ts';
import type { Passkey } from '../../../core/passkeys/passkey.ts';
import type { Rescue } from '../../../core/sessions/session.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Message } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { Visit } from '../visit.ts';
import { deedDone } from './deed-done.ts';
import { type CodesLocked, codesLockedNote } from './endings.ts';
import type { PageContent } from './frame.ts';
import { METHOD_ICONS } from './icons.ts';
import { linkedNote } from './linked.ts';
import { actionNote, beginForm, cancelForm, errorNote, form, points, returnForm, troubleNote } from './parts.ts';
import { type PasskeySignal, passkeyForm, signalNote } from './passkey.ts';
import { rescueLinks, rescueWays } from './rescue.ts';
import { type ResetOffer, resetLink, resetNote } from './reset-note.ts';

interface Choice {
  readonly shown: readonly ShownOffer[];
  readonly hidden: readonly Offer[];
  /** For who can use none of them. */
  readonly rescues: readonly Rescue[];
  /** Those that count now. */
  readonly passkeys: readonly Passkey[];
  readonly error: string | undefined;
  /** Codes do not count now, and the person may be told. */
  readonly lock: CodesLocked | undefined;
  /** A passkey was added a moment ago and is to be used once, or what had proven the person is gone. */
  readonly did: Exclude<Notice, Message> | undefined;
  /** Of the passkey that was removed. */
  readonly signal: PasskeySignal | undefined;
  readonly reset: ResetOffer;
  readonly helping?: readonly HelpingAccount[];
}

/** The ways that this user has. */
export function choosePage(
  visit: Visit,
  { shown, hidden, rescues, passkeys, lock, error, did, signal, reset, helping }: Choice,
): PageContent {
  const { texts, session } = visit;
  const isOnly = shown.length === 1;
  const { lead, leadOne, leadEnrol } = texts.choose;
  const { cannotUse, cannotUseAny } = texts.helpDesk;
  return {
    title: texts.choose.title,
    isError: error !== undefined,
    hasPasskey: passkeys.length > 0 || signal !== undefined,
    main: html`<h1>${texts.choose.title}</h1>
${did === undefined ? NOTHING : html`<p class="note good" role="status">${deedDone(texts, did)}</p>`}
<p class="lead">${did !== undefined && 'added' in did ? texts.passkey.tryIt : session.purpose === 'enrol' ? leadEnrol : isOnly ? leadOne : lead}</p>
${passkeys.length === 0 || lock === undefined ? NOTHING : codesLockedNote(visit, lock, texts.codesLocked.lead)}
${resetNote(visit, reset)}
${actionNote(visit)}
${errorNote(error)}
${waysToProve(visit, shown, passkeys)}
${hiding(visit, shown, hidden)}
${troubleNote(visit, isOnly ? cannotUse : cannotUseAny, false, resetLink(visit, reset))}
${linkedNote(visit, helping)}
<div class="links">${rescueLinks(visit, rescues)}${cancelForm(visit)}</div>
${signalNote(signal)}
${beginForm(visit)}`,
  };
}

export function waysToProve(visit: Visit, shown: readonly ShownOffer[], passkeys: readonly Passkey[]): Html {
  const rows = shown.map((offer) => html`<li>${way(visit, offer, passkeys, shown.length > 1)}</li>`);
  return html`<ul class="ways">${rows}</ul>`;
}

/** An authenticator code needs nothing to be sent, so that is a link; the others change something, so they are forms. */
function way(visit: Visit, offer: ShownOffer, passkeys: readonly Passkey[], isMarked: boolean): Html {
  const { texts } = visit;
  const { name, hint } = texts.methods[offer.method];
  const last = isMarked && offer.mark !== undefined ? html` <em>${texts.marks[offer.mark]}</em>` : NOTHING;
  const content = html`${METHOD_ICONS[offer.method]}<span><b>${name}${last}</b><small>${hint(offer.to ?? '')}</small></span>`;
  if (offer.method === 'totp') return html`<a class="way" href="${visit.path('totp')}">${content}</a>`;
  if (offer.method === 'passkey') return passkeyForm(visit, passkeys, html`<button class="way">${content}</button>`);
  return form(visit, offer.method, 'send', html`<button class="way">${content}</button>`, { once: visit.nonce });
}

/** What is not on this device goes from its pages, and from nowhere else; without a proof nothing more can be done to it. */
function hiding(visit: Visit, shown: readonly Offer[], hidden: readonly Offer[]): Html {
  const { hide } = visit.texts;
  const fold = (act: 'hide' | 'show', summary: string, offers: readonly Offer[]) =>
    html`<details class="trouble"><summary>${summary}</summary><p>${hide.lead[act]}</p>${form(visit, undefined, act, buttons(visit, act, offers))}</details>`;
  return html`${hidden.length === 0 ? NOTHING : fold('show', hide.hidden(hidden.length), hidden)}${shown.length < 2 ? NOTHING : fold('hide', hide.summary, shown)}`;
}

function buttons({ texts }: Visit, act: 'hide' | 'show', offers: readonly Offer[]): Html {
  return html`<div class="stack">${offers.map(({ method }) => html`<button class="button quiet" name="method" value="${method}">${texts.hide[act](texts.methods[method].name)}</button>`)}</div>`;
}

/** Why a person cannot go on: what he has is not for now, or he has nothing yet. */
export type NoOffer = 'nothing' | 'unusable' | 'stopped';

/** What a person without a way can do instead. */
interface WaysOut {
  readonly rescues?: readonly Rescue[];
  readonly reset?: ResetOffer;
  readonly helping?: readonly HelpingAccount[];
}

export function nothingPage(
  visit: Visit,
  why: NoOffer,
  { rescues = [], reset, helping = [] }: WaysOut = {},
): PageContent {
  const { texts, helpDesk } = visit;
  const { nothing } = texts;
  const title = why === 'nothing' ? nothing.title : nothing.titleUnusable;
  const leads = { nothing: nothing.lead, unusable: nothing.leadUnusable, stopped: nothing.leadStopped };
  const help = why === 'nothing' ? [nothing.ask(helpDesk), nothing.ownPage] : [nothing.askUnusable(helpDesk)];
  return {
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${leads[why]}</p>
${rescueWays(visit, rescues)}
${linkedNote(visit, helping)}
${points(help)}
${reset === undefined ? NOTHING : html`${resetNote(visit, reset)}${resetLink(visit, reset)}`}
${returnForm(visit)}
${beginForm(visit)}`,
  };
}
