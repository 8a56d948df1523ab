import type { UserKey } from '../identity/user.ts';
import type { Turns } from '../ports/turns.ts';
import type { Clock } from '../ports.ts';

export interface TurnDependencies {
  readonly clock: Clock;
  readonly turns: Turns;
}

/** Runs `change` while no other change of the user's factors does; what it decides on must be read in it. */
export async function inTurn<T>(
  { clock, turns }: TurnDependencies,
  user: UserKey,
  change: () => Promise<T>,
): Promise<T | 'busy'> {
  const turn = await turns.begin(user, clock());
  if (turn === 'busy') return 'busy';
  try {
    return await change();
  } finally {
    await turns.end(user, turn);
  }
}
