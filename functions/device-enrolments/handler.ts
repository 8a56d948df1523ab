import { assertNever } from '../core/assert-never.ts';
import { CLIENT_GROUP } from '../core/identity/groups.ts';
import type { UserKey } from '../core/identity/user.ts';
import type { SettingsSource } from '../core/ports.ts';
import { type EnrolDeviceDependencies, enrolDevice } from '../core/push/enrol-device.ts';
import { formatEnrolmentCode } from '../core/push/enrolment-code.ts';
import { resolveSettings } from '../core/settings/resolve.ts';
import { ApiError } from '../http/api-error.ts';
import { type Caller, type CallerDependencies, domainOfUsers } from '../http/caller.ts';
import { UserIdField } from '../http/fields.ts';
import { type Reply, refused } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

interface DeviceEnrolmentsDependencies extends EnrolDeviceDependencies, ServeDependencies {
  readonly clock: EnrolDeviceDependencies['clock'];
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of enrolment codes: for any user when a client asks, else for oneself. */
export function deviceEnrolmentsHandler(deps: DeviceEnrolmentsDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ caller, path, query }): Promise<Reply> => {
      const { user, by } = subjectOf(deps, caller, path.userId, query.idStore);
      const stored = await deps.settings.forDomain(user.domain);
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      const outcome = await enrolDevice(deps, resolveSettings(stored), user, by);
      switch (outcome.kind) {
        case 'code': {
          const enrolmentCode = formatEnrolmentCode(outcome.code);
          const expiresAt = new Date(outcome.expiresAtMs).toISOString();
          return { status: 201, body: { enrolmentCode, expiresAt, link: `/mfa/device#code=${enrolmentCode}` } };
        }
        case 'refused':
          return refused('problem', outcome.reason);
        default:
          return assertNever(outcome);
      }
    },
  });
}

function subjectOf(
  deps: DeviceEnrolmentsDependencies,
  caller: Caller,
  named: string | undefined,
  idStore: string | undefined,
): { user: UserKey; by: 'client' | 'user' } {
  const userId = UserIdField.safeParse(named);
  if (!userId.success) throw new ApiError('USER_UNKNOWN');
  if (caller.account.groups.includes(CLIENT_GROUP)) {
    const domain = domainOfUsers(deps.callers, caller, idStore);
    return { user: { domain, userId: userId.data }, by: 'client' };
  }
  if (userId.data !== caller.user.userId) throw new ApiError('CALLER_NOT_ALLOWED');
  return { user: caller.user, by: 'user' };
}
