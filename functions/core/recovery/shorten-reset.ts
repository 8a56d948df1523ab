import { epochOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceResetDependencies, announceReset } from '../notices/announce-reset.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { RESET_OPEN_MS, type Reset, resetState } from './reset.ts';

export interface ShortenResetDependencies extends AnnounceResetDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'shortenReset'>;
}

/** Who administers, and whether he may begin to shorten or only agree. */
interface Shortener {
  readonly name: string;
  readonly isAdministrator: boolean;
}

type ShortenedReset =
  | { readonly kind: 'shortened'; readonly reset: Reset; readonly outcomes: readonly DeliveryOutcome[] }
  /** A second person has to agree. */
  | { readonly kind: 'proposed'; readonly reset: Reset }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'USER_UNKNOWN'
        | 'RESET_UNKNOWN'
        | 'ADMINISTRATOR_ONLY'
        | 'SECOND_PERSON_NEEDED'
        | 'CHANGED_MEANWHILE';
    };

/**
 * Ends the cool-off of a reset now, for a person whom somebody knows. An administrator says so; where the settings ask for
 * two people, another one or the help desk has to say the same, and never he again.
 */
export async function shortenReset(
  deps: ShortenResetDependencies,
  settings: Settings,
  user: UserKey,
  by: Shortener,
): Promise<ShortenedReset> {
  const nowMs = deps.clock();
  const record = await deps.users.load(user);
  const { account } = record;
  if (account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const state = resetState(record, nowMs);
  if (state.kind !== 'waiting') return { kind: 'refused', reason: 'RESET_UNKNOWN' };
  const { reset } = state;
  const first = settings.BypassNeedsTwoPeople ? reset.shorteningBy : undefined;
  if (first === undefined && !by.isAdministrator) return { kind: 'refused', reason: 'ADMINISTRATOR_ONLY' };
  if (first === by.name) return { kind: 'refused', reason: 'SECOND_PERSON_NEEDED' };
  if (settings.BypassNeedsTwoPeople && first === undefined) {
    const proposed = await deps.credentials.shortenReset(user, reset, { shorteningBy: by.name });
    return proposed === 'changed'
      ? { kind: 'proposed', reset: { ...reset, shorteningBy: by.name } }
      : { kind: 'refused', reason: 'CHANGED_MEANWHILE' };
  }
  const shortened = await deps.credentials.shortenReset(user, reset, { readyAtMs: nowMs });
  if (shortened === 'blocked') return { kind: 'refused', reason: 'CHANGED_MEANWHILE' };
  const times = { requestedAtMs: reset.requestedAtMs, readyAtMs: nowMs, untilMs: nowMs + RESET_OPEN_MS };
  const person = { user, account, lostAddresses: record.credential?.lostAddresses ?? [], epoch: epochOf(account) };
  const outcomes = await announceReset(deps, settings, person, 'shortened', times);
  const { shorteningBy: _by, ...rest } = reset;
  return { kind: 'shortened', reset: { ...rest, readyAtMs: nowMs }, outcomes };
}
