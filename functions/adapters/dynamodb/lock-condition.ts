import type { Ownership } from '../../core/directory/epoch.ts';
import type { Limits } from '../../core/lock/lock.ts';

/** The condition of every write that can lead to a result: not locked, and nobody else's. */
export function notLocked({ owner }: Limits): string {
  const open = 'failures < :maxFailures AND streak < :hardStop';
  return owner === undefined ? open : `${open} AND ${owns(owner)}`;
}

/** An item of this person; it names `:g` where he has a generation. */
export function owns({ generation, alsoUnmarked }: Ownership): string {
  if (generation === undefined) return 'attribute_not_exists(g)';
  return alsoUnmarked ? '(attribute_not_exists(g) OR g = :g)' : 'g = :g';
}

export function ownerValue({ generation }: Ownership): Record<string, string> {
  return generation === undefined ? {} : { ':g': generation };
}

/** Whether these counters, as a write left them, refuse every further one: unless this try was right, a lock begins. */
export function endsTries(item: unknown, { maxFailures, hardStop }: Limits): boolean {
  const { failures, streak } = item as { readonly failures: number; readonly streak: number };
  return failures >= maxFailures || streak >= hardStop;
}

export function limitValues({ maxFailures, hardStop, owner }: Limits): Record<string, number | string> {
  return { ':maxFailures': maxFailures, ':hardStop': hardStop, ...(owner === undefined ? {} : ownerValue(owner)) };
}
