import type { Limits } from '../../core/lock/lock.ts';

/** The condition of every write that can lead to a result. */
export const NOT_LOCKED = 'failures < :maxFailures AND streak < :hardStop';

export function limitValues(limits: Limits): Record<string, number> {
  return { ':maxFailures': limits.maxFailures, ':hardStop': limits.hardStop };
}
