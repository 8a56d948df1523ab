import { recentRecords } from '../../core/audit/recent-records.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { factorsInDetail, nearestLock } from '../../core/journey/factors-in-detail.ts';
import { enrolledFactors } from '../../core/journey/offers.ts';
import type { AuditStore } from '../../core/ports/audit.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { Users } from '../../core/ports/users.ts';
import { sendsLeft } from '../../core/send/send-budget.ts';
import { applicationsOf, resolveSettings } from '../../core/settings/resolve.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { type AskedUser, administeredUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { ApplicationField, UserIdField } from '../../http/fields.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';
import { shownFactor, shownLock, shownRecord, shownRescue } from './keeper-view.ts';

interface UserFactorsDependencies extends ActingDependencies, ServeDependencies {
  readonly callers: ActingDependencies['callers'];
  readonly users: Pick<Users, 'load' | 'findAccount'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly rpId: string;
  readonly record: Pick<AuditStore, 'read'>;
}

/** Edge of a user's factors: what an application asks before it begins a session, and a help desk when somebody calls. */
export function userFactorsHandler(deps: UserFactorsDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async (asked) => ok(await (asked.query.appName === undefined ? toKeeper(deps, asked) : toClient(deps, asked))),
  });
}

/** Each application may lock the user earlier than the domain does, and a help desk is asked about all of them. */
async function toKeeper(deps: UserFactorsDependencies, asked: AskedUser): Promise<object> {
  const user = await administeredUser(deps, asked);
  const stored = await deps.settings.forDomain(user.domain);
  if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  const settings = resolveSettings(stored);
  const inApplications = applicationsOf(stored).map((name) => resolveSettings(stored, name));
  const { record, devices } = await belongingsOf(deps, user);
  const nowMs = deps.clock();
  const everywhere = [settings, ...inApplications];
  const records = await recentRecords(deps.record, user, nowMs);
  const { credential } = record;
  const left = everywhere.flatMap((one) => sendsLeft(one, credential, nowMs) ?? []);
  return {
    factors: factorsInDetail(settings, record, devices, deps.rpId).map(shownFactor),
    lock: shownLock(
      nearestLock(everywhere, record, nowMs),
      left.length === 0 ? undefined : Math.min(...left),
      credential?.pushesStopped === true,
    ),
    rescue: shownRescue(record, nowMs),
    records: records.map(shownRecord),
  };
}

async function toClient(deps: UserFactorsDependencies, { caller, path, query }: AskedUser): Promise<object> {
  const name = ApplicationField.safeParse(query.appName);
  if (!name.success) {
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'appName', expected: 'the name of an application' }] });
  }
  const acting = await actForRegistered(deps, caller, name.data);
  const { domain, settings } = await errandOf(deps, caller, acting, query.domain);
  const userId = UserIdField.safeParse(path.userId);
  if (!userId.success) throw new ApiError('USER_UNKNOWN');
  const { record, devices } = await belongingsOf(deps, { domain, userId: userId.data });
  return { factors: enrolledFactors(settings, record, devices, deps.rpId) };
}

async function belongingsOf(deps: UserFactorsDependencies, user: UserKey) {
  const record = await deps.users.load(user);
  if (record.account === undefined) throw new ApiError('USER_UNKNOWN');
  return { record, devices: await deps.devices.list(user, record.account) };
}
