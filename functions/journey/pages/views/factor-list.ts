import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { name } from '../texts/name.ts';
import type { Visit } from '../visit.ts';
import { type CodesLocked, codesLockedNote } from './endings.ts';
import type { PageContent } from './frame.ts';
import { METHOD_ICONS } from './icons.ts';
import { beginForm, cancelForm, errorNote, form } from './parts.ts';
import { type PasskeySignal, signalNote } from './passkey.ts';

/** What a person has: a method, and which one of it. */
export interface Mine {
  readonly method: Method;
  /** A masked address or the name of a device. */
  readonly detail: string;
  /** When it was added, where that is known. */
  readonly sinceMs: number | undefined;
  /** With a method of this kind the person has proven himself in this session. */
  readonly isJustUsed: boolean;
  /** The step that removes it. */
  readonly removeStep: string;
  readonly passkey?: {
    readonly id: string;
    readonly renameStep: string;
    readonly lastUsedAtMs: number | undefined;
    /** Copied to other devices of its owner, or able to be. */
    readonly isSynced: boolean;
    /** It counts now, and browsers find it here. */
    readonly isUsable: boolean;
  };
}

type PasskeyOf = NonNullable<Mine['passkey']>;

interface Overview {
  readonly mine: readonly Mine[];
  /** What can be added or, where there is one already, changed. */
  readonly addable: readonly Method[];
  readonly notice: { readonly added: Method } | { readonly removed: 'yes' } | undefined;
  readonly signal: PasskeySignal | undefined;
  readonly error: string | undefined;
  readonly canFinish: boolean;
  readonly lock: CodesLocked | undefined;
  /** How the person hears of changes; undefined where nothing reaches him. */
  readonly notified: 'email' | 'sms' | undefined;
}

export function overviewPage(visit: Visit, view: Overview): PageContent {
  const { texts } = visit;
  const { enrol } = texts;
  const good = view.notice && ('added' in view.notice ? enrol.added[view.notice.added] : enrol.removed);
  const next = nextStep(visit, view);
  const finish = form(
    visit,
    undefined,
    'finish',
    html`<div class="stack"><button class="button">${enrol.finish}</button></div>`,
  );
  return {
    title: enrol.title,
    isError: view.error !== undefined,
    hasPasskey: view.signal !== undefined,
    main: html`<h1>${enrol.title}</h1>
<p class="lead">${enrol.lead}</p>
${errorNote(view.error)}
${good === undefined ? NOTHING : html`<p class="note good" role="status">${good}</p>`}
${next === undefined ? NOTHING : html`<p class="note">${next}</p>`}
${view.lock === undefined ? NOTHING : codesLockedNote(visit, view.lock)}
${view.mine.length === 0 ? NOTHING : html`<h2>${enrol.yours}</h2><ul class="ways">${view.mine.map((mine) => html`<li>${mineRow(visit, mine)}</li>`)}</ul>`}
${view.addable.length === 0 ? NOTHING : html`<h2>${enrol.add}</h2><ul class="ways">${view.addable.map((method) => html`<li>${addRow(visit, method)}</li>`)}</ul>`}
${view.canFinish ? finish : NOTHING}
${view.notified === undefined ? NOTHING : html`<p class="small">${enrol.notifies[view.notified]}</p>`}
<div class="links">${cancelForm(visit)}</div>
${signalNote(view.signal)}
${beginForm(visit)}`,
  };
}

function nextStep({ texts: { enrol }, helpDesk }: Visit, { mine, addable }: Overview): string | Html | undefined {
  const usable = mine.filter(({ passkey }) => passkey?.isUsable !== false);
  if (usable.length > 1) return undefined;
  if (usable.length === 1) return addable.length === 0 ? undefined : enrol.second;
  if (addable.length === 0) return enrol.noneToAdd(helpDesk);
  const best = (['passkey', 'totp'] as const).find((method) => addable.includes(method));
  return best === undefined ? enrol.none : html`${enrol.none} ${enrol.recommended[best]}`;
}

function mineRow(visit: Visit, mine: Mine): Html {
  const { enrol, methods } = visit.texts;
  const label = enrol.removeNamed(mine.detail === '' ? methods[mine.method].name : mine.detail);
  return html`<div class="way mine">${METHOD_ICONS[mine.method]}${describe(visit, mine)}<a class="button quiet tiny" href="${visit.path(mine.removeStep)}" aria-label="${label}">${enrol.remove}</a></div>`;
}

/** What it is, which one, since when. */
function describe(visit: Visit, { method, detail, sinceMs, isJustUsed, passkey }: Mine): Html {
  const { texts } = visit;
  const badge = isJustUsed ? html` <em>${texts.enrol.justUsed}</em>` : NOTHING;
  const which = detail === '' ? NOTHING : html`<small>${name(detail)}</small>`;
  const since = sinceMs === undefined ? NOTHING : html`<small>${texts.enrol.since(date(visit, sinceMs))}</small>`;
  const more = passkey === undefined ? NOTHING : describePasskey(visit, passkey);
  return html`<span><b>${texts.methods[method].name}${badge}</b>${which}${since}${more}</span>`;
}

function describePasskey(visit: Visit, { lastUsedAtMs, isSynced, isUsable, renameStep }: PasskeyOf): Html {
  const { mine } = visit.texts.passkey;
  const used = lastUsedAtMs === undefined ? mine.neverUsed : mine.lastUsed(date(visit, lastUsedAtMs));
  const unusable = isUsable ? NOTHING : html`<small class="unusable">${mine.unusable}</small>`;
  const kind = isSynced ? mine.synced : mine.deviceBound;
  return html`<small>${used}</small>${unusable}<small>${kind} · <a href="${visit.path(renameStep)}">${mine.rename}</a></small>`;
}

/** In the operator's zone; the script makes it that of the reader. */
function date({ language, settings: { TimeZone: timeZone } }: Visit, atMs: number): Html {
  const text = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(atMs);
  return html`<time datetime="${new Date(atMs).toISOString()}" data-date>${text}</time>`;
}

function addRow(visit: Visit, method: Method): Html {
  const { name, hint } = visit.texts.enrol.adding[method];
  // After a code was sent the step asks for that code; from here a person may name another address.
  if (method === 'passkey') {
    const row = html`<button class="way">${METHOD_ICONS[method]}<span><b>${name}</b><small>${hint}</small></span></button>`;
    return form(visit, 'add-passkey', 'begin', row);
  }
  const query = method === 'email' || method === 'sms' ? '?other=yes' : '';
  return html`<a class="way" href="${visit.path(`add-${method}`)}${query}">${METHOD_ICONS[method]}<span><b>${name}</b><small>${hint}</small></span></a>`;
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
  const isLast = left.length === 0 && mine.passkey?.isUsable !== false;
  const warning = mine.isJustUsed ? html`<p class="note bad">${enrol.removeJustUsed}</p>` : NOTHING;
  const leaves =
    left.length === 0
      ? NOTHING
      : html`${warning}<p class="next">${enrol.removeLeaves}</p><ul class="points">${left.map((one) => html`<li>${methodOf(visit, one)}</li>`)}</ul>`;
  return {
    title: enrol.removeTitle,
    main: html`<h1>${what}</h1>
<p class="lead">${isLast ? enrol.removeLast : enrol.removeLead}</p>
${isLast || mine.passkey === undefined ? NOTHING : html`<p class="small">${enrol.removePasskey}</p>`}
${isLast ? NOTHING : html`${leaves}${form(visit, mine.removeStep, 'remove', button)}`}
<div class="stack"><a class="button quiet" href="${visit.path()}">${isLast ? visit.texts.back : enrol.keep}</a></div>`,
  };
}

function methodOf({ texts }: Visit, { method, detail }: Mine): Html {
  const kind = texts.methods[method].name;
  return detail === '' ? html`${kind}` : texts.helpDesk.withContact(html`${kind}`, name(detail));
}
