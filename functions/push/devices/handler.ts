import { assertNever } from '../../core/assert-never.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { displayNameOf } from '../../core/identity-domains/shown-domain.ts';
import type { DeviceMessages, Devices, Enrolments } from '../../core/ports/push.ts';
import { type AnnounceDeviceDependencies, announceDevice } from '../../core/push/announce-device.ts';
import type { Challenge } from '../../core/push/challenge.ts';
import { type ForgetDeviceDependencies, forgetDevice } from '../../core/push/forget-device.ts';
import { previewEnrolment } from '../../core/push/preview-enrolment.ts';
import { type PullChallengesDependencies, pullChallenges } from '../../core/push/pull-challenges.ts';
import { type RegisterDeviceDependencies, registerDevice } from '../../core/push/register-device.ts';
import { byRoute } from '../../http/by-route.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { collection, item, openChallenges, preview } from './contract.ts';

type Ports = RegisterDeviceDependencies &
  PullChallengesDependencies &
  ForgetDeviceDependencies &
  AnnounceDeviceDependencies &
  ServeDependencies;

interface DevicesDependencies extends Ports {
  readonly clock: RegisterDeviceDependencies['clock'];
  readonly enrolments: Pick<Enrolments, 'find'>;
  readonly devices: Pick<Devices, 'find' | 'list' | 'add' | 'remove'>;
  readonly messages: Pick<DeviceMessages, 'registration' | 'pull' | 'forget'>;
}

/** Edge of devices: what they sign is all that they are known by. */
export function devicesHandler(deps: DevicesDependencies): ApiHandler {
  const register = serve(collection, deps, {
    POST: async ({ body }): Promise<Reply> => {
      const outcome = await registerDevice(deps, body.registration);
      switch (outcome.kind) {
        case 'registered': {
          const { device, user } = outcome;
          const notices = await announceDevice(deps, user);
          logFailedNotices(deps.log, notices);
          return {
            status: 201,
            body: { deviceId: device.id, ...(await named(deps, user)), push: device.endpointArn !== undefined },
          };
        }
        case 'refused':
          return refused('problem', outcome.reason);
        default:
          return assertNever(outcome);
      }
    },
  });
  const look = serve(preview, deps, {
    POST: async ({ body }): Promise<Reply> => {
      const user = await previewEnrolment(deps, body.code);
      return user === undefined ? refused('problem', 'ENROLMENT_CODE_INVALID') : ok(await named(deps, user));
    },
  });
  const pull = serve(openChallenges, deps, {
    GET: async ({ path, headers }) => {
      const outcome = await pullChallenges(deps, path.deviceId ?? '', jwsOf(headers));
      if (typeof outcome === 'string') return refused('problem', outcome);
      return ok({ challenges: outcome.map(view) });
    },
  });
  const forget = serve(item, deps, {
    DELETE: async ({ path, headers }) => {
      const outcome = await forgetDevice(deps, path.deviceId ?? '', jwsOf(headers));
      if (outcome === 'busy') return refused('problem', 'TOO_MANY_REQUESTS', { retryAfterSeconds: 1 });
      if (typeof outcome === 'string') return refused('problem', outcome);
      logFailedNotices(deps.log, await announceDevice(deps, outcome.user, { change: 'removed' }));
      return { status: 204 };
    },
  });
  return byRoute({
    [item.path]: forget,
    [collection.path]: register,
    [preview.path]: look,
    [openChallenges.path]: pull,
  });
}

async function named({ domains }: AnnounceDeviceDependencies, user: UserKey): Promise<object> {
  const domainName = await displayNameOf(domains, user.domain);
  return { ...user, ...(domainName === undefined ? {} : { domainName }) };
}

function jwsOf({ authorization = '' }: Readonly<Record<string, string | undefined>>): string {
  return /^Sekisho-Device\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
}

function view({ id, application, matchCode, context, startedAtMs, expiresAtMs }: Challenge): object {
  return {
    challengeId: id,
    appName: application,
    needsMatchCode: matchCode !== undefined,
    context,
    startedAt: new Date(startedAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
  };
}
