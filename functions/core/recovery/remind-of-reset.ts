import { epochOf, isOfEpoch } from '../directory/epoch.ts';
import { type AnnounceResetDependencies, announceReset } from '../notices/announce-reset.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Enrolments } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { RESET_OPEN_MS, resetState } from './reset.ts';

export interface RemindOfResetDependencies extends AnnounceResetDependencies {
  readonly enrolments: Pick<Enrolments, 'add' | 'find'>;
  readonly users: Pick<Users, 'load'>;
  readonly settings: SettingsSource;
}

interface Reminder {
  readonly notice: 'half' | 'ready';
  readonly ticket: string;
  readonly requestedAtMs: number;
  readonly readyAtMs: number;
}

/**
 * Tells a person once more of his reset, if it is still the one that the reminder was set for: a reset that was ended,
 * shortened or done is not spoken of, nor one of somebody who had the name before.
 */
export async function remindOfReset(
  deps: RemindOfResetDependencies,
  { notice, ticket, requestedAtMs, readyAtMs }: Reminder,
): Promise<readonly DeliveryOutcome[] | 'over'> {
  const nowMs = deps.clock();
  const owner = await deps.enrolments.find(ticket, nowMs);
  if (owner === undefined) return 'over';
  const [record, stored] = await Promise.all([deps.users.load(owner.user), deps.settings.forDomain(owner.user.domain)]);
  const { account } = record;
  if (account === undefined || stored === undefined || !isOfEpoch(account, owner.epoch)) return 'over';
  const state = resetState(record, nowMs);
  if (state.kind === 'none') return 'over';
  const { reset } = state;
  if (reset.requestedAtMs !== requestedAtMs || reset.readyAtMs !== readyAtMs) return 'over';
  const times = { requestedAtMs, readyAtMs, untilMs: readyAtMs + RESET_OPEN_MS };
  const person = {
    user: owner.user,
    account,
    lostAddresses: record.credential?.lostAddresses ?? [],
    epoch: epochOf(account),
  };
  const event = state.kind === 'ready' ? 'ready' : notice;
  return announceReset(deps, resolveSettings(stored), person, event, times);
}
