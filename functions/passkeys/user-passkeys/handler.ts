import type { UserKey } from '../../core/directory/user.ts';
import { type GuardLastFactorDependencies, guardLastFactor } from '../../core/enrol/guard-last-factor.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../../core/enrol/with-factor-lease.ts';
import {
  type AnnouncePasskeyDependencies,
  announceRemovedPasskey,
} from '../../core/passkeys/announce-removed-passkey.ts';
import type { Passkey } from '../../core/passkeys/passkey.ts';
import type { Passkeys } from '../../core/ports/passkeys.ts';
import { administeredUser, helpedUser, isHelpDesk } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { viewOfPasskey } from '../../http/passkey-view.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { collection, item } from './contract.ts';

interface UserPasskeysDependencies
  extends Omit<AnnouncePasskeyDependencies, 'users'>,
    GuardLastFactorDependencies,
    FactorLeaseDependencies,
    ServeDependencies {
  readonly clock: AnnouncePasskeyDependencies['clock'];
  readonly settings: GuardLastFactorDependencies['settings'];
  readonly users: AnnouncePasskeyDependencies['users'] & GuardLastFactorDependencies['users'];
  readonly passkeys: Pick<Passkeys, 'listAll' | 'rename' | 'remove'>;
  readonly callers: CallerDependencies;
}

/** Edge of a user's passkeys: an administrator or the help desk lists them, renames one, and removes one that was lost. */
export function userPasskeysHandler(deps: UserPasskeysDependencies): ApiHandler {
  return byRoute({
    [collection.path]: serve(collection, deps, {
      GET: async (asked) => {
        const user = await administeredUser(deps, asked);
        const passkeys = await deps.passkeys.listAll(user);
        // They outlive an account that was removed from LDAP; they can be shown and removed then too.
        if (passkeys.length === 0 && (await deps.users.findAccount(user)) === undefined) {
          throw new ApiError('USER_UNKNOWN');
        }
        return ok({ passkeys: passkeys.map(viewOfPasskey) });
      },
    }),
    [item.path]: serve(item, deps, {
      PATCH: async ({ body, ...asked }): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        const passkey = await find(deps, user, asked.path.passkeyId);
        const renamed = await deps.passkeys.rename(user, passkey, body.name);
        if (renamed === 'blocked') return refused('problem', 'PASSKEY_UNKNOWN');
        return { ...ok(viewOfPasskey({ ...passkey, name: body.name })), changed: { passkeyId: passkey.id } };
      },
      DELETE: async (asked): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        const passkey = await find(deps, user, asked.path.passkeyId);
        const removed = await withFactorLease(deps, user, async () => {
          const guard = isHelpDesk(asked) ? await guardLastFactor(deps, user, passkey.id) : 'guarded';
          return guard === 'guarded' ? deps.passkeys.remove(user, passkey.id) : guard;
        });
        if (removed === 'SECOND_PERSON_NEEDED') return refused('problem', removed);
        if (removed === 'busy') return refused('problem', 'TOO_MANY_REQUESTS', { retryAfterSeconds: 1 });
        logFailedNotices(deps.log, await announceRemovedPasskey(deps, user, passkey));
        return { status: 204, changed: { passkeyId: passkey.id } };
      },
    }),
  });
}

async function find(
  { passkeys }: Pick<UserPasskeysDependencies, 'passkeys'>,
  user: UserKey,
  passkeyId: string | undefined,
): Promise<Passkey> {
  const passkey = (await passkeys.listAll(user)).find(({ id }) => id === passkeyId);
  if (passkey === undefined) throw new ApiError('PASSKEY_UNKNOWN');
  return passkey;
}
