import { isOfEpoch } from '../directory/epoch.ts';
import { CANCEL_LIFE_MS } from '../notices/announce-beginning.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Enrolments } from '../ports/push.ts';
import type { Users } from '../ports/users.ts';
import { hashCancelCode, normaliseEnrolmentCode } from '../push/enrolment-code.ts';

export interface CancelEnrolmentDependencies {
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly users: Pick<Users, 'findAccount'>;
  readonly credentials: Pick<Credentials, 'closeEnrolment'>;
  readonly enrolments: Pick<Enrolments, 'find'>;
}

/**
 * "Not me": ends what is being added to the account that the message spoke of, and everything that a password alone
 * could begin there for a day. The code has 50 bits and lives a day, so it is not to be guessed; typed twice it does the
 * same again. It takes no lease: whatever is about to count holds in its own write that it still stands.
 */
export async function cancelEnrolment(deps: CancelEnrolmentDependencies, typed: string): Promise<'closed' | 'unknown'> {
  const nowMs = deps.clock();
  const codeHash = hashCancelCode(await deps.keys.current(), normaliseEnrolmentCode(typed));
  const owner = await deps.enrolments.find(codeHash, nowMs);
  if (owner === undefined) return 'unknown';
  const account = await deps.users.findAccount(owner.user);
  if (account === undefined || !isOfEpoch(account, owner.epoch)) return 'unknown';
  const closed = await deps.credentials.closeEnrolment(owner.user, nowMs + CANCEL_LIFE_MS);
  return closed === 'closed' ? 'closed' : 'unknown';
}
