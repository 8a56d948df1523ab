import type { UserKey } from '../../core/directory/user.ts';
import { type AnnounceUnlockDependencies, announceUnlock } from '../../core/lock/announce-unlock.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { Epochs } from '../../core/ports/epochs.ts';
import type { IdentityStores } from '../../core/ports/identity-stores.ts';
import type { Users } from '../../core/ports/users.ts';
import { helpedUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import type { Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint, ownSignOut, signOut } from './contract.ts';

interface UserLockHandlerDependencies extends AnnounceUnlockDependencies, ServeDependencies {
  readonly clock: Clock;
  readonly stores: IdentityStores;
  readonly epochs: Epochs;
  readonly users: Users;
  readonly credentials: Credentials;
  readonly callers: CallerDependencies;
}

/** Edge of what is open or closed for a user: an administrator or the help desk ends his lock, or his sign-ins. */
export function userLockHandler(deps: UserLockHandlerDependencies): ApiHandler {
  return byRoute({
    [endpoint.path]: unlock(deps),
    [signOut.path]: serve(signOut, deps, {
      POST: async (asked): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        if ((await deps.users.findAccount(user)) === undefined) throw new ApiError('USER_UNKNOWN');
        return endSignIns(deps, user);
      },
    }),
    [ownSignOut.path]: serve(ownSignOut, deps, { POST: ({ caller }) => endSignIns(deps, caller.user) }),
  });
}

async function endSignIns(deps: UserLockHandlerDependencies, user: UserKey): Promise<Reply> {
  await deps.epochs.end(user, await deps.stores.ofDomain(user.domain), deps.clock());
  return { status: 204 };
}

function unlock(deps: UserLockHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    DELETE: async (asked): Promise<Reply> => {
      const user = await helpedUser(deps, asked);
      const cleared = await deps.credentials.clearLock(user);
      // A user to whom nothing was ever sent has no counters, and is not locked.
      if (cleared === 'absent' && (await deps.users.findAccount(user)) === undefined)
        throw new ApiError('USER_UNKNOWN');
      if (cleared === 'cleared') logFailedNotices(deps.log, await announceUnlock(deps, user));
      return { status: 204 };
    },
  });
}
