import { epochOf, ownershipOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceBypassDependencies, announceBypassMade } from '../notices/announce-bypass.ts';
import type { BypassNotes } from '../ports/bypass-notes.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import type { Users } from '../ports/users.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import { type BypassCode, makeBypassCode } from './bypass-code.ts';
import type { BypassNote } from './bypass-note.ts';

export interface GiveBypassCodeDependencies extends AnnounceBypassDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'putBypassCode' | 'replaceLeftover'>;
  readonly notes: Pick<BypassNotes, 'add'>;
  readonly quotas: Quotas;
  readonly slowHash: SlowHash;
}

interface Wish {
  readonly madeBy: UserKey;
  readonly reason: string;
  /** Default: 1. */
  readonly uses?: number | undefined;
  /** Default: 60, or less where the settings allow no more. */
  readonly minutes?: number | undefined;
}

export type GivenBypassCode =
  | {
      readonly kind: 'given';
      readonly code: OneTimeCode;
      readonly kept: BypassCode;
      readonly note: BypassNote;
      readonly outcomes: readonly DeliveryOutcome[];
    }
  | { readonly kind: 'over'; readonly field: 'uses' | 'minutes'; readonly setting: string; readonly max: number }
  | { readonly kind: 'refused'; readonly reason: 'FACTOR_DISABLED' | 'USER_UNKNOWN' }
  | { readonly kind: 'refused'; readonly reason: 'TOO_MANY_REQUESTS'; readonly untilMs: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DEFAULT_MINUTES = 60;
/** Each sends messages, and whoever needs more of them needs something else. */
const PER_HOUR = 10;
/** How long people can still see what became of a code. */
const NOTE_OUTLIVES_MS = 24 * HOUR_MS;

/**
 * Makes a code for a user who has nothing else at hand, in the place of the one before, and tells him. The note is written
 * first: what breaks between the two leaves a note without a code, never a code that nobody can see.
 */
export async function giveBypassCode(
  deps: GiveBypassCodeDependencies,
  settings: Settings,
  user: UserKey,
  { madeBy, reason, uses = 1, minutes = Math.min(DEFAULT_MINUTES, settings.BypassCodeMaxMinutes) }: Wish,
): Promise<GivenBypassCode> {
  const { BypassCodes_Enabled, BypassCodeMaxUses, BypassCodeMaxMinutes, BypassCodeLength, BypassNeedsTwoPeople } =
    settings;
  if (!BypassCodes_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  if (uses > BypassCodeMaxUses) return over('uses', 'BypassCodeMaxUses', BypassCodeMaxUses);
  if (minutes > BypassCodeMaxMinutes) return over('minutes', 'BypassCodeMaxMinutes', BypassCodeMaxMinutes);
  const { account } = await loadOwnRecord(deps, user);
  if (account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const nowMs = deps.clock();
  const window = { limit: PER_HOUR, windowMs: HOUR_MS, nowMs };
  if ((await deps.quotas.count({ kind: 'bypass-codes', user }, window)) === 'blocked') {
    return { kind: 'refused', reason: 'TOO_MANY_REQUESTS', untilMs: (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS };
  }
  const expiresAtMs = nowMs + minutes * MINUTE_MS;
  const terms = { length: BypassCodeLength, expiresAtMs, usesLeft: uses, isApproved: !BypassNeedsTwoPeople };
  const { code, kept } = await makeBypassCode(deps, terms);
  const note = { id: kept.id, reason, madeBy, madeAtMs: nowMs };
  const owner = ownershipOf(account);
  await deps.notes.add(user, note, { untilMs: expiresAtMs + NOTE_OUTLIVES_MS, owner });
  if ((await deps.credentials.putBypassCode(user, kept, owner)) === 'blocked') {
    // Another person has the name by now, or is being removed.
    return { kind: 'refused', reason: 'USER_UNKNOWN' };
  }
  const person = { user, account, epoch: epochOf(account) };
  return { kind: 'given', code, kept, note, outcomes: await announceBypassMade(deps, settings, person, expiresAtMs) };
}

function over(field: 'uses' | 'minutes', setting: string, max: number): GivenBypassCode {
  return { kind: 'over', field, setting, max };
}
