import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { FactorLeases } from '../ports/factor-leases.ts';

export interface FactorLeaseDependencies {
  readonly clock: Clock;
  readonly factorLeases: FactorLeases;
}

/** Runs `change` while no other change of the user's factors does; what it decides on must be read in it. */
export async function withFactorLease<T>(
  { clock, factorLeases }: FactorLeaseDependencies,
  user: UserKey,
  change: () => Promise<T>,
): Promise<T | 'busy'> {
  const lease = await factorLeases.acquire(user, clock());
  if (lease === 'busy') return 'busy';
  try {
    return await change();
  } finally {
    await factorLeases.release(user, lease);
  }
}
