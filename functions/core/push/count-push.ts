import type { Ownership } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import { planCount, refuseSend, type SendRefusal } from '../send/send-budget.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Credential } from '../verify/credential.ts';

const MAX_ROUNDS = 12;

export interface CountPushDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'createWithPush' | 'countPush' | 'lockForSends'>;
}

type CountPushOutcome = 'counted' | SendRefusal | { readonly kind: 'refused'; readonly reason: 'PUSH_STOPPED' };

/** Takes one push out of the sending budget. A write that lost a race is tried again on the item as it then stands. */
export async function countPush(
  deps: CountPushDependencies,
  settings: Settings,
  user: UserKey,
  owner: Ownership,
  seen: Credential | undefined,
): Promise<CountPushOutcome> {
  let credential = seen;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const nowMs = deps.clock();
    if (credential?.pushesStopped) return { kind: 'refused', reason: 'PUSH_STOPPED' };
    const refusal = credential && (await refuseSend(deps, settings, user, credential, nowMs));
    if (refusal !== undefined) return refusal;
    const written =
      credential === undefined
        ? await deps.credentials.createWithPush(user, nowMs, owner)
        : await deps.credentials.countPush(user, planCount(settings, credential, nowMs, owner));
    if (written === 'counted') return 'counted';
    credential = (await deps.users.load(user)).credential;
  }
  return { kind: 'busy' };
}
