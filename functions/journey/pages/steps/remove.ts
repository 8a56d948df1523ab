import { type FactorLeaseDependencies, withFactorLease } from '../../../core/enrol/with-factor-lease.ts';
import type { Credentials } from '../../../core/ports/credentials.ts';
import type { Directory } from '../../../core/ports/directory.ts';
import type { Passkeys } from '../../../core/ports/passkeys.ts';
import type { Devices } from '../../../core/ports/push.ts';
import type { UserRecord, Users } from '../../../core/ports/users.ts';
import type { Device } from '../../../core/push/device.ts';
import { mayTakeAway } from '../../../core/sessions/may-take-away.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import { removePage } from '../views/factor-list.ts';
import { isWayIn, type Mine } from '../views/mine.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { methodsOf } from './my-factors.ts';
import { answer, type Step } from './step.ts';

interface RemoveDependencies extends EnrolDependencies, FactorLeaseDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'removeTotp'>;
  readonly devices: Pick<Devices, 'list' | 'remove'>;
  readonly passkeys: Pick<Passkeys, 'remove'>;
  readonly directory: Pick<Directory, 'change'>;
}

export const REMOVE = 'remove-';

/** Removes one of the person's own methods, after a question; the last one stays. */
export function removeStep(deps: RemoveDependencies, step: string): Step {
  const name = step.slice(REMOVE.length);
  return {
    async show(visit) {
      const { one, left } = findMine(visit, await visit.record(), await visit.registeredDevices(), name);
      return one === undefined ? leadTo(visit) : answer(visit, removePage(visit, { mine: one, left }));
    },

    async act(visit, { form }) {
      // Whoever removes must have proven a factor here; having none is no way around it, since then there is none.
      if (form.act !== 'remove' || !mayTakeAway(visit, await visit.record())) return leadTo(visit);
      // The other tab may be removing the other one: what is left is read when nobody else removes.
      const reply = await withFactorLease(deps, visit.session.user, () => remove(deps, visit, name));
      return reply === 'busy' ? leadTo(visit, undefined, { error: 'busy' }) : reply;
    },
  };
}

async function remove(deps: RemoveDependencies, visit: ActingVisit, name: string): Promise<Reply> {
  const { user } = visit.session;
  const record = await deps.users.load(user);
  const devices = record.account === undefined ? [] : await deps.devices.list(user, record.account);
  const { one, left } = findMine(visit, record, devices, name);
  // What had proven the person may have been reported lost a moment ago.
  if (!mayTakeAway(visit, record)) return leadTo(visit);
  if (one === undefined || (left.length === 0 && isWayIn(one))) return leadTo(visit);
  if (record.account === undefined || !(await take(deps, visit, record, one))) {
    return leadTo(visit, undefined, { error: 'unavailable' });
  }
  const named = one.passkey === undefined ? {} : { name: one.detail };
  await announce(deps, visit, record.account, { change: 'removed', factor: one.method, ...named });
  const handle = one.passkey === undefined ? undefined : record.passkeys?.[0]?.userHandle;
  return leadTo(visit, undefined, { removed: 'yes', ...(handle === undefined ? {} : { handle }) });
}

/** A method of the person, and what works without it. */
export function findMine(
  visit: Visit,
  record: UserRecord,
  devices: readonly Device[],
  name: string,
): { readonly one: Mine | undefined; readonly left: readonly Mine[] } {
  const one = methodsOf(visit, record, devices).find((mine) => mine.name === name);
  // Where text messages need another factor beside them, they go with the last one.
  const without = one?.method === 'totp' ? withoutTotp(record) : withoutPasskey(record, one?.passkey?.id);
  const left = methodsOf(visit, without, devices).filter((mine) => mine.name !== name);
  return { one, left: left.filter(isWayIn) };
}

function withoutTotp({ credential, legacyTotp: _legacy, ...record }: UserRecord): UserRecord {
  if (credential === undefined) return record;
  const { totp: _totp, ...others } = credential;
  return { ...record, credential: others };
}

function withoutPasskey({ passkeys = [], ...record }: UserRecord, removed: string | undefined): UserRecord {
  return { ...record, passkeys: passkeys.filter(({ id }) => id !== removed) };
}

async function take(
  deps: RemoveDependencies,
  { settings, session }: ActingVisit,
  { credential }: UserRecord,
  one: Mine,
): Promise<boolean> {
  switch (one.method) {
    case 'totp':
      return (await deps.credentials.removeTotp(session.user, credential?.totp)) === 'removed';
    case 'passkey':
      if (one.passkey !== undefined) await deps.passkeys.remove(session.user, one.passkey.id);
      return true;
    case 'push':
      await deps.devices.remove(session.user, one.name.slice('push-'.length));
      return true;
    case 'email':
    case 'sms': {
      const { kind } = await deps.stores.ofDomain(session.user.domain);
      if (kind !== 'directory') return false;
      const field = one.method === 'email' ? settings.EmailField : settings.PhoneField;
      return (await deps.directory.change(session.user, { attributes: { [field]: null } }, undefined)) !== undefined;
    }
    default:
      return one.method satisfies never;
  }
}
