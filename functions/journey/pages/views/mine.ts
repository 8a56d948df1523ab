import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { name } from '../texts/name.ts';
import type { Visit } from '../visit.ts';
import { METHOD_ICONS } from './icons.ts';

/** What a person has: a method, and which one of it. */
export interface Mine {
  readonly method: Method;
  /** The steps `remove-`, `lost-` and `found-` know it by this. */
  readonly name: string;
  /** A masked address or the name of a device. */
  readonly detail: string;
  /** When it was added, where that is known. */
  readonly sinceMs: number | undefined;
  /** With a method of this kind the person has proven himself in this session. */
  readonly isJustUsed: boolean;
  /** Its owner has reported it: it proves nothing. */
  readonly isLost: boolean;
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

/** It lets its owner in now. */
export function isWayIn({ isLost, passkey }: Mine): boolean {
  return !isLost && passkey?.isUsable !== false;
}

interface Rights {
  /** What was proven here is enough to remove and to report a loss. */
  readonly mayTakeAway: boolean;
  readonly preferred: Method | undefined;
}

export function mineRow(visit: Visit, mine: Mine, rights: Rights): Html {
  const { enrol, methods } = visit.texts;
  const label = enrol.removeNamed(mine.detail === '' ? methods[mine.method].name : mine.detail);
  const remove = html`<a class="button quiet tiny" href="${visit.path(`remove-${mine.name}`)}" aria-label="${label}">${enrol.remove}</a>`;
  return html`<div class="way mine">${METHOD_ICONS[mine.method]}${describe(visit, mine, rights)}${rights.mayTakeAway ? remove : NOTHING}</div>`;
}

/** What it is, which one, since when, and what its owner can do about it. */
function describe(visit: Visit, mine: Mine, { mayTakeAway, preferred }: Rights): Html {
  const { texts } = visit;
  const { method, detail, sinceMs, passkey, isLost } = mine;
  const badge = badgeOf(visit, mine, preferred);
  const which = detail === '' ? NOTHING : html`<small>${name(detail)}</small>`;
  const since = sinceMs === undefined ? NOTHING : html`<small>${texts.enrol.since(date(visit, sinceMs))}</small>`;
  const used = passkey === undefined ? NOTHING : html`<small>${usedOn(visit, passkey.lastUsedAtMs)}</small>`;
  const unusable = passkey === undefined || passkey.isUsable || isLost ? undefined : texts.passkey.mine.unusable;
  const wrong = isLost ? texts.loss.isLost : unusable;
  const links = [
    ...(passkey === undefined ? [] : renameOf(visit, passkey)),
    ...(mayTakeAway && (method !== 'totp' || isLost || sinceMs !== undefined) ? [lossLink(visit, mine)] : []),
  ];
  return html`<span><b>${texts.methods[method].name}${badge}</b>${which}${since}${used}${wrong === undefined ? NOTHING : html`<small class="unusable">${wrong}</small>`}${links.length === 0 ? NOTHING : html`<small>${links.map((link, at) => html`${at === 0 ? '' : ' · '}${link}`)}</small>`}</span>`;
}

function badgeOf({ texts }: Visit, { method, isJustUsed, isLost }: Mine, preferred: Method | undefined): Html {
  if (isJustUsed) return html` <em>${texts.enrol.justUsed}</em>`;
  return method === preferred && !isLost ? html` <em>${texts.marks.default}</em>` : NOTHING;
}

function renameOf(visit: Visit, { isSynced, renameStep }: NonNullable<Mine['passkey']>): Html[] {
  const { mine } = visit.texts.passkey;
  const kind = isSynced ? mine.synced : mine.deviceBound;
  return [html`${kind}`, html`<a href="${visit.path(renameStep)}">${mine.rename}</a>`];
}

function usedOn(visit: Visit, lastUsedAtMs: number | undefined): Html {
  const { mine } = visit.texts.passkey;
  return lastUsedAtMs === undefined ? html`${mine.neverUsed}` : mine.lastUsed(date(visit, lastUsedAtMs));
}

function lossLink(visit: Visit, { name: step, isLost }: Mine): Html {
  const { loss } = visit.texts;
  return isLost
    ? html`<a href="${visit.path(`found-${step}`)}">${loss.haveItAgain}</a>`
    : html`<a href="${visit.path(`lost-${step}`)}">${loss.report}</a>`;
}

/** In the operator's zone; the script makes it that of the reader. */
export function date({ language, settings: { TimeZone: timeZone } }: Visit, atMs: number): Html {
  const text = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(atMs);
  return html`<time datetime="${new Date(atMs).toISOString()}" data-date>${text}</time>`;
}

/** In a list of what stays. */
export function mineNamed({ texts }: Visit, { method, detail }: Mine): Html {
  const kind = texts.methods[method].name;
  return detail === '' ? html`${kind}` : texts.helpDesk.withContact(html`${kind}`, name(detail));
}
