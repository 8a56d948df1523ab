import type { Limits } from '../../core/lock/lock.ts';

/** The condition of every write that can lead to a result. */
export const NOT_LOCKED = 'failures < :maxFailures AND streak < :hardStop';

/** Whether these counters, as a write left them, refuse every further one: unless this try was right, a lock begins. */
export function endsTries(item: unknown, { maxFailures, hardStop }: Limits): boolean {
  const { failures, streak } = item as { readonly failures: number; readonly streak: number };
  return failures >= maxFailures || streak >= hardStop;
}

export function limitValues(limits: Limits): Record<string, number> {
  return { ':maxFailures': limits.maxFailures, ':hardStop': limits.hardStop };
}
