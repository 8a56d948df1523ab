import { assertNever } from '../../core/assert-never.ts';
import { epochOf } from '../../core/directory/epoch.ts';
import { CLIENT_GROUP } from '../../core/directory/groups.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { Enroller } from '../../core/enrol/enrolment.ts';
import { type EnrolDeviceDependencies, enrolDevice } from '../../core/push/enrol-device.ts';
import { formatEnrolmentCode } from '../../core/push/enrolment-code.ts';
import type { Settings } from '../../core/settings/resolve.ts';
import { type ActingDependencies, actAs, errandOf, rightMissing } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import { beginRefusalReply } from '../../http/begin-refusal-reply.ts';
import type { Caller } from '../../http/callers.ts';
import { ApplicationField, UserIdField } from '../../http/fields.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import type { Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface DeviceEnrolmentsDependencies extends EnrolDeviceDependencies, ActingDependencies, ServeDependencies {
  readonly clock: EnrolDeviceDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
  readonly publicUrl: string;
}

/** Edge of enrolment codes: for any user when a client with the right asks, else for oneself. */
export function deviceEnrolmentsHandler(deps: DeviceEnrolmentsDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ caller, path, query }): Promise<Reply> => {
      const { user, enroller, settings } = await subjectOf(deps, caller, path.userId, query);
      const outcome = await enrolDevice(deps, settings, user, enroller);
      switch (outcome.kind) {
        case 'code': {
          logFailedNotices(deps.log, outcome.notices);
          const enrolmentCode = formatEnrolmentCode(outcome.code);
          const expiresAt = new Date(outcome.expiresAtMs).toISOString();
          const link = `${deps.publicUrl}/mfa/device#code=${enrolmentCode}`;
          return { status: 201, body: { enrolmentCode, expiresAt, link } };
        }
        case 'refused':
          return beginRefusalReply('problem', outcome, deps.clock());
        default:
          return assertNever(outcome);
      }
    },
  });
}

interface Subject {
  readonly user: UserKey;
  readonly enroller: Enroller;
  readonly settings: Settings;
}

async function subjectOf(
  deps: DeviceEnrolmentsDependencies,
  caller: Caller,
  named: string | undefined,
  { appName, idStore }: Readonly<Record<string, string | undefined>>,
): Promise<Subject> {
  const parsed = UserIdField.safeParse(named);
  if (!parsed.success) throw new ApiError('USER_UNKNOWN');
  const userId = parsed.data;
  if (!caller.account.groups.includes(CLIENT_GROUP)) {
    if (userId !== caller.user.userId) throw new ApiError('CALLER_NOT_ALLOWED');
    const { settings } = await errandOf(deps, caller, undefined, undefined);
    return { user: caller.user, enroller: { by: 'password', epoch: epochOf(caller.account) }, settings };
  }
  const acting = appName === undefined ? undefined : await actAs(deps, caller, applicationName(appName));
  const { domain, settings, has } = await errandOf(deps, caller, acting, idStore);
  if (!has('device-enrolment')) throw rightMissing('device-enrolment', 'userId');
  return { user: { domain, userId }, enroller: { by: 'client' }, settings };
}

function applicationName(text: string): string {
  const name = ApplicationField.safeParse(text);
  if (name.success) return name.data;
  throw new ApiError('FIELD_INVALID', { faults: [{ field: 'appName', expected: 'the name of an application' }] });
}
