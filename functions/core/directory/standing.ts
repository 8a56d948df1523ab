import { lockState } from '../lock/lock.ts';
import type { Clock } from '../ports/clock.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Epoch, isOfEpoch } from './epoch.ts';
import type { Account, UserKey } from './user.ts';

export interface StandingDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
}

type StandingRecord = UserRecord & { readonly account: Account };

export type Standing =
  | { readonly kind: 'stands'; readonly record: StandingRecord }
  /** `untilMs` is missing when only an administrator can end it. */
  | { readonly kind: 'locked'; readonly record: StandingRecord; readonly untilMs?: number }
  /** Not there any more, another person of the same name, or signed out everywhere since. */
  | { readonly kind: 'gone' };

/**
 * Whether what was issued for a user in `epoch` still counts: he is there, the same, was not signed out since, and is not
 * locked. Asked whenever such a thing is used, never when it was made; nothing else decides about it.
 */
export async function standing(
  deps: StandingDependencies,
  settings: Settings,
  user: UserKey,
  epoch: Epoch | undefined,
): Promise<Standing> {
  return standingOf(await deps.users.load(user), settings, epoch, deps.clock());
}

/** The same for a record that was read a moment ago. */
export function standingOf(record: UserRecord, settings: Settings, epoch: Epoch | undefined, nowMs: number): Standing {
  const { account, credential } = record;
  if (account === undefined || !isOfEpoch(account, epoch)) return { kind: 'gone' };
  const known = { ...record, account };
  const lock = credential === undefined ? undefined : lockState(credential, settings, nowMs);
  if (lock?.kind !== 'locked') return { kind: 'stands', record: known };
  return { ...lock, record: known };
}
