import type { Credentials, Users } from '../core/ports.ts';
import { helpedUser } from '../http/administered-user.ts';
import { ApiError } from '../http/api-error.ts';
import type { CallerDependencies } from '../http/caller.ts';
import type { Reply } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

interface UserLockHandlerDependencies extends ServeDependencies {
  readonly users: Users;
  readonly credentials: Credentials;
  readonly callers: CallerDependencies;
}

/** Edge of a user's lock: an administrator or the help desk ends it. */
export function userLockHandler(deps: UserLockHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    DELETE: async (asked): Promise<Reply> => {
      const user = await helpedUser(deps, asked);
      const cleared = await deps.credentials.clearLock(user);
      // A user to whom nothing was ever sent has no counters, and is not locked.
      if (cleared === 'absent' && (await deps.users.findAccount(user)) === undefined)
        throw new ApiError('USER_UNKNOWN');
      return { status: 204 };
    },
  });
}
