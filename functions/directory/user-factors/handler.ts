import type { UserKey } from '../../core/directory/user.ts';
import {
  type DetailedFactor,
  factorsInDetail,
  type LockView,
  nearestLock,
} from '../../core/journey/factors-in-detail.ts';
import { enrolledFactors } from '../../core/journey/offers.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { Users } from '../../core/ports/users.ts';
import type { Device } from '../../core/push/device.ts';
import { applicationsOf, resolveSettings } from '../../core/settings/resolve.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { type AskedUser, administeredUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { ApplicationField, UserIdField } from '../../http/fields.ts';
import { viewOfPasskey } from '../../http/passkey-view.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface UserFactorsDependencies extends ActingDependencies, ServeDependencies {
  readonly callers: ActingDependencies['callers'];
  readonly users: Pick<Users, 'load' | 'findAccount'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly rpId: string;
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
  const lock = nearestLock([settings, ...inApplications], record, deps.clock());
  return {
    factors: factorsInDetail(settings, record, devices, deps.rpId).map(shownFactor),
    lock: shownLock(lock, record.credential?.pushesStopped === true),
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

function shownFactor({ addedAtMs, lastUsedAtMs, devices, passkeys, ...factor }: DetailedFactor): object {
  return {
    ...factor,
    ...(addedAtMs === undefined ? {} : { addedAt: instant(addedAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: instant(lastUsedAtMs) }),
    ...(devices === undefined ? {} : { devices: devices.map(shownDevice) }),
    ...(passkeys === undefined ? {} : { passkeys: passkeys.map(viewOfPasskey) }),
  };
}

function shownDevice({ id, name, platform, createdAtMs }: Device): object {
  return { deviceId: id, name, platform, addedAt: instant(createdAtMs) };
}

function shownLock({ isLocked, untilMs, wrongTries, triesLeft }: LockView, pushesStopped: boolean): object {
  const until = untilMs === undefined ? {} : { until: instant(untilMs) };
  return { locked: isLocked, ...until, wrongTries, triesLeft, pushesStopped };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
