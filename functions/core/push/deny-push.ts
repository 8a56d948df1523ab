import { about } from '../audit/record.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Challenges, PushMachine } from '../ports/push.ts';
import { type Answer, type Challenge, stateOf, whyClosed } from './challenge.ts';

export interface DenyPushDependencies {
  readonly clock: Clock;
  readonly credentials: Pick<Credentials, 'stopPushes'>;
  readonly challenges: Pick<Challenges, 'find' | 'listOpen' | 'decide'>;
  readonly machine: Pick<PushMachine, 'wake'>;
  readonly audit: Pick<Audit, 'note'>;
}

export type DenyOutcome = 'denied' | 'CHALLENGE_CLOSED' | 'CHALLENGE_EXPIRED';

/**
 * Denies a challenge for good and closes the user's other open ones. It proves nothing, so it counts nothing and works
 * for a locked user too. `not_me` stops pushes first: a crash after it leaves the user safe.
 */
export async function denyPush(
  deps: DenyPushDependencies,
  challenge: Challenge,
  reason: 'not_me' | 'mistake',
): Promise<DenyOutcome> {
  if (stateOf(challenge, deps.clock()).status !== 'pending') return whyClosed(challenge);
  if (reason === 'not_me') await deps.credentials.stopPushes(challenge.user);
  const answeredAtMs = deps.clock();
  if (!(await close(deps, challenge.id, { status: 'denied', reason, answeredAtMs }))) {
    return whyClosed(await deps.challenges.find(challenge.id));
  }
  const others = await deps.challenges.listOpen(challenge.user, deps.clock());
  await Promise.all(
    others.map(({ id }) => close(deps, id, { status: 'denied', reason: 'other_denied', answeredAtMs })),
  );
  // After the fact: a denial holds whether it can be recorded or not.
  await deps.audit.note({ ...about(challenge.user, 'push-denied'), changed: { reason, challengeId: challenge.id } });
  return 'denied';
}

async function close(deps: DenyPushDependencies, challengeId: string, answer: Answer): Promise<boolean> {
  const decided = await deps.challenges.decide(challengeId, answer);
  if (decided === 'blocked') return false;
  if (decided.taskToken !== undefined) await deps.machine.wake(decided.taskToken);
  return true;
}
