import { guardLastFactor } from '../../core/enrol/guard-last-factor.ts';
import {
  type RemoveFactorDependencies,
  type RemoveFactorOutcome,
  removeFactor,
} from '../../core/enrol/remove-factor.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../../core/enrol/with-factor-lease.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { Users } from '../../core/ports/users.ts';
import { type AnnounceDeviceDependencies, announceDevice } from '../../core/push/announce-device.ts';
import type { Device } from '../../core/push/device.ts';
import { administeredUser, helpedOther, helpedUser, isHelpDesk } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { requireReason } from '../../http/audited.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, serve } from '../../http/serve.ts';
import { collection, factor, item } from './contract.ts';
import { links } from './links-contract.ts';
import { type LinksHandlerDependencies, linksHandler } from './links-handler.ts';

interface UserDevicesDependencies
  extends AnnounceDeviceDependencies,
    FactorLeaseDependencies,
    Omit<RemoveFactorDependencies, 'users' | 'devices' | 'credentials'>,
    Omit<LinksHandlerDependencies, 'users' | 'devices' | 'credentials'> {
  readonly clock: AnnounceDeviceDependencies['clock'];
  readonly users: Pick<Users, 'findAccount' | 'load'>;
  readonly devices: Pick<Devices, 'listAll' | 'list' | 'remove'>;
  readonly credentials: RemoveFactorDependencies['credentials'] & LinksHandlerDependencies['credentials'];
  readonly callers: CallerDependencies;
}

/** Edge of what a user holds elsewhere: his devices, of which one may be lost, and his accounts in other domains. */
export function userDevicesHandler(deps: UserDevicesDependencies): ApiHandler {
  return byRoute({
    [links.path]: linksHandler(deps),
    [factor.path]: serve(factor, deps, {
      DELETE: async (asked): Promise<Reply> => {
        const user = await helpedOther(deps, asked);
        requireReason();
        const outcome = await removeFactor(deps, user, asked.path.factorId ?? '', isHelpDesk(asked));
        if (outcome.kind === 'refused') return notRemoved(outcome);
        logFailedNotices(deps.log, outcome.notices);
        return { status: 204, changed: { factor: outcome.factor } };
      },
    }),
    [collection.path]: serve(collection, deps, {
      GET: async (asked) => {
        const user = await administeredUser(deps, asked);
        const devices = await deps.devices.listAll(user);
        // Devices outlive an account that was removed from LDAP; they can be shown and removed then too.
        if (devices.length === 0 && (await deps.users.findAccount(user)) === undefined) {
          throw new ApiError('USER_UNKNOWN');
        }
        return ok({ devices: devices.map(view) });
      },
    }),
    [item.path]: serve(item, deps, {
      DELETE: async (asked): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        const { deviceId = '' } = asked.path;
        if (!(await deps.devices.listAll(user)).some(({ id }) => id === deviceId))
          return refused('problem', 'DEVICE_UNKNOWN');
        const removed = await withFactorLease(deps, user, async () => {
          const guard = isHelpDesk(asked) ? await guardLastFactor(deps, user, deviceId) : 'guarded';
          return guard === 'guarded' ? deps.devices.remove(user, deviceId) : guard;
        });
        if (removed === 'SECOND_PERSON_NEEDED') return refused('problem', removed);
        if (removed === 'busy') return refused('problem', 'TOO_MANY_REQUESTS', { retryAfterSeconds: 1 });
        const notices = await announceDevice(deps, user, { change: 'removed' });
        logFailedNotices(deps.log, notices);
        return { status: 204 };
      },
    }),
  });
}

function notRemoved({ reason }: Extract<RemoveFactorOutcome, { kind: 'refused' }>): Reply {
  return refused('problem', reason, reason === 'TOO_MANY_REQUESTS' ? { retryAfterSeconds: 1 } : {});
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
