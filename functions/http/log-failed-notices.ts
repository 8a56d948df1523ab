import type { DeliveryOutcome } from '../core/ports/courier.ts';
import type { Log } from './log.ts';

/** The change of a factor has happened: that its owner was not told is for the log alone. */
export function logFailedNotices(log: Log, outcomes: readonly DeliveryOutcome[]): void {
  if (outcomes.some((outcome) => outcome !== 'delivered')) log('warn', 'NOTICE_FAILED');
}
