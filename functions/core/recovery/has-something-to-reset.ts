import type { UserRecord } from '../ports/users.ts';
import { addressOf } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';

/**
 * Whether anything stands between a person's password and his account. Who has nothing is led to his first factor instead,
 * without a wait.
 */
export function hasSomethingToReset(settings: Settings, record: UserRecord, nowMs: number): boolean {
  const { account, credential } = record;
  if (account === undefined) return false;
  const isReached = (channel: 'email' | 'sms') =>
    typeof addressOf(settings, channel, { ...account, unproven: [] }) === 'object';
  const isClosed = nowMs < (credential?.enrolment?.closedUntilMs ?? 0);
  return isClosed || !hasNoSecondFactor(record) || isReached('email') || isReached('sms');
}
