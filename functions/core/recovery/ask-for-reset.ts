import { type Epoch, epochOf, isOfEpoch, ownershipOf } from '../directory/epoch.ts';
import { administers } from '../directory/groups.ts';
import type { UserKey } from '../directory/user.ts';
import {
  type AnnounceResetDependencies,
  announceReset,
  makeResetCode,
  trustedAddresses,
} from '../notices/announce-reset.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { ResetReminders } from '../ports/reset-reminders.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import { hasSomethingToReset } from './has-something-to-reset.ts';
import {
  MAX_RESETS_A_WEEK,
  RESET_OPEN_MS,
  type Reset,
  type ResetBy,
  recentResets,
  resetState,
  WEEK_MS,
} from './reset.ts';

export interface AskForResetDependencies extends AnnounceResetDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'requestReset' | 'replaceLeftover'>;
  readonly reminders: ResetReminders;
}

interface Asker {
  readonly by: ResetBy;
  /** Of the person when his session began; missing where somebody else asks for him. */
  readonly epoch?: Epoch;
}

export type AskedReset =
  | { readonly kind: 'asked'; readonly reset: Reset; readonly outcomes: readonly DeliveryOutcome[] }
  /** One waits already, or is ready. */
  | { readonly kind: 'standing'; readonly reset: Reset }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'USER_UNKNOWN'
        | 'RESET_DISABLED'
        | 'RESET_NEEDS_HELP'
        | 'FACTOR_NOT_ENROLLED'
        | 'TOO_MANY_REQUESTS';
    }
  | { readonly kind: 'refused'; readonly reason: 'RESET_LIMIT_REACHED'; readonly untilMs: number };

const HOUR_MS = 60 * 60 * 1000;
const MAX_ROUNDS = 3;

/**
 * Begins the cool-off after which a person who cannot use any of his factors may add a new one, and tells everything that
 * he can be reached by (NIST SP 800-63B-4 4.2 and 4.6). Nothing is weaker for it before that time, a lock neither hinders it nor
 * ends by it, and one write decides that there is one reset at a time.
 */
export async function askForReset(
  deps: AskForResetDependencies,
  settings: Settings,
  user: UserKey,
  { by, epoch: shown }: Asker,
): Promise<AskedReset> {
  if (settings.ResetCoolOffHours === 0) return { kind: 'refused', reason: 'RESET_DISABLED' };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const nowMs = deps.clock();
    const record = await loadOwnRecord(deps, user);
    const { account } = record;
    if (account === undefined || (shown !== undefined && !isOfEpoch(account, shown))) {
      return { kind: 'refused', reason: 'USER_UNKNOWN' };
    }
    const answer = whyNot(settings, record, nowMs);
    if (answer !== undefined) return answer;
    const owner = { user, account, lostAddresses: record.credential?.lostAddresses ?? [], epoch: epochOf(account) };
    if (by === 'person' && (administers(account) || !(await canBeTold(deps, settings, owner)))) {
      return { kind: 'refused', reason: 'RESET_NEEDS_HELP' };
    }
    const coolOffMs = settings.ResetCoolOffHours * HOUR_MS;
    const reset = { requestedAtMs: nowMs, readyAtMs: nowMs + coolOffMs, by };
    const times = { ...reset, untilMs: reset.readyAtMs + RESET_OPEN_MS };
    // Before the reset stands: wherever the rest is cut off, the person is told of it later, and by then it can be stopped.
    const made = await makeResetCode(deps, owner, times);
    await deps.reminders.start({ ticket: made.ticket, ...reset, halfAtMs: nowMs + coolOffMs / 2 });
    const requested = await deps.credentials.requestReset(user, {
      seen: record.credential?.reset,
      reset,
      resetsAtMs: [...recentResets(record, nowMs), nowMs],
      owner: ownershipOf(account),
    });
    if (requested === 'blocked') continue;
    const event = by === 'person' ? 'asked' : 'started';
    return { kind: 'asked', reset, outcomes: await announceReset(deps, settings, owner, event, times, made) };
  }
  return { kind: 'refused', reason: 'TOO_MANY_REQUESTS' };
}

/** A wait that nobody sees would protect nobody. */
async function canBeTold(
  { devices }: Pick<AskForResetDependencies, 'devices'>,
  settings: Settings,
  owner: Parameters<typeof trustedAddresses>[1] & { readonly user: UserKey },
): Promise<boolean> {
  if (trustedAddresses(settings, owner).length > 0) return true;
  return (await devices.list(owner.user, owner.account)).some(({ endpointArn }) => endpointArn !== undefined);
}

function whyNot(settings: Settings, record: UserRecord, nowMs: number): AskedReset | undefined {
  const state = resetState(record, nowMs);
  if (state.kind !== 'none') return { kind: 'standing', reset: state.reset };
  if (!hasSomethingToReset(settings, record, nowMs)) return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
  const first = recentResets(record, nowMs).at(-MAX_RESETS_A_WEEK);
  return first === undefined ? undefined : { kind: 'refused', reason: 'RESET_LIMIT_REACHED', untilMs: first + WEEK_MS };
}
