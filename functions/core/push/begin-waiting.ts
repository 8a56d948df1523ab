import type { Clock } from '../ports/clock.ts';
import type { Challenges } from '../ports/push.ts';
import type { Challenge } from './challenge.ts';

interface BeginWaitingDependencies {
  readonly clock: Clock;
  readonly challenges: Pick<Challenges, 'decide'>;
}

/**
 * What is needed for somebody to wait for a new challenge; false when nobody will. A challenge that nobody waits for is
 * closed at once: its caller must not find it open, and no phone must go on asking for it.
 */
export async function beginWaiting(
  { clock, challenges }: BeginWaitingDependencies,
  { id }: Challenge,
  begin: () => Promise<boolean>,
): Promise<boolean> {
  let begun = false;
  try {
    begun = await begin();
    return begun;
  } finally {
    if (!begun) await challenges.decide(id, { status: 'expired', answeredAtMs: clock() });
  }
}
