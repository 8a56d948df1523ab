import type { Clock } from '../ports/clock.ts';
import type { Challenges, Sleep } from '../ports/push.ts';
import { type Challenge, stateOf } from './challenge.ts';

/**
 * Between two looks at the item: a waiting client notices half of this. Each look reads one unit; in the ten seconds
 * that a person takes they cost a tenth of the state transitions of the push.
 */
const POLL_MS = 80;

export interface ReadChallengeDependencies {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly challenges: Pick<Challenges, 'find'>;
}

/**
 * A challenge as whoever started it sees it, after at most `waitSeconds` if it is pending so long; undefined when it
 * does not exist or is somebody else's.
 */
export async function readChallenge(
  deps: ReadChallengeDependencies,
  challengeId: string,
  reader: string,
  waitSeconds: number,
): Promise<Challenge | undefined> {
  const untilMs = deps.clock() + waitSeconds * 1000;
  for (;;) {
    const challenge = await deps.challenges.find(challengeId);
    if (challenge?.startedBy !== reader) return undefined;
    const nowMs = deps.clock();
    if (stateOf(challenge, nowMs).status !== 'pending' || nowMs >= untilMs) return challenge;
    await deps.sleep(Math.max(1, Math.min(POLL_MS, untilMs - nowMs, challenge.expiresAtMs - nowMs)));
  }
}
