import type { UserKey } from '../core/identity/user.ts';
import type { Devices } from '../core/ports/push.ts';
import type { Users } from '../core/ports.ts';
import { type AnnounceDeviceDependencies, announceDevice } from '../core/push/announce-device.ts';
import type { Device } from '../core/push/device.ts';
import { administeredDomain } from '../http/administered-domain.ts';
import { ApiError } from '../http/api-error.ts';
import { byRoute } from '../http/by-route.ts';
import type { Caller, CallerDependencies } from '../http/caller.ts';
import { UserIdField } from '../http/fields.ts';
import { logFailedNotices } from '../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { collection, item } from './contract.ts';

interface UserDevicesDependencies extends AnnounceDeviceDependencies, ServeDependencies {
  readonly clock: AnnounceDeviceDependencies['clock'];
  readonly users: Pick<Users, 'findAccount'>;
  readonly devices: Pick<Devices, 'list' | 'find' | 'remove'>;
  readonly callers: CallerDependencies;
}

interface Asked {
  readonly caller: Caller;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Edge of a user's devices: an administrator lists them and removes one that was lost. */
export function userDevicesHandler(deps: UserDevicesDependencies): ApiHandler {
  return byRoute({
    [collection.path]: serve(collection, deps, {
      GET: async (asked) => {
        const user = await userOf(deps, asked);
        const devices = await deps.devices.list(user);
        // Devices outlive an account that was removed from LDAP; they can be shown and removed then too.
        if (devices.length === 0 && (await deps.users.findAccount(user)) === undefined) {
          throw new ApiError('USER_UNKNOWN');
        }
        return ok({ devices: devices.map(view) });
      },
    }),
    [item.path]: serve(item, deps, {
      DELETE: async (asked): Promise<Reply> => {
        const user = await userOf(deps, asked);
        const { deviceId = '' } = asked.path;
        if ((await deps.devices.find(user, deviceId)) === undefined) return refused('problem', 'DEVICE_UNKNOWN');
        await deps.devices.remove(user, deviceId);
        const notices = await announceDevice(deps, user, 'removed');
        logFailedNotices(deps.log, notices);
        return { status: 204 };
      },
    }),
  });
}

async function userOf(deps: UserDevicesDependencies, { caller, path, query }: Asked): Promise<UserKey> {
  const domain = administeredDomain(deps.callers, caller, query.domain ?? caller.user.domain);
  if ((await deps.settings.forDomain(domain)) === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  const userId = UserIdField.safeParse(path.userId);
  if (!userId.success) throw new ApiError('USER_UNKNOWN');
  return { domain, userId: userId.data };
}

function view({ id, name, platform, publicKey, endpointArn, createdAtMs }: Device): object {
  return {
    deviceId: id,
    name,
    platform,
    signs: publicKey !== undefined,
    push: endpointArn !== undefined,
    registeredAt: new Date(createdAtMs).toISOString(),
  };
}
