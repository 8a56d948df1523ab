import { ownershipOf } from '../../../core/directory/epoch.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../../../core/enrol/with-factor-lease.ts';
import type { Credentials } from '../../../core/ports/credentials.ts';
import type { Passkeys } from '../../../core/ports/passkeys.ts';
import type { Devices } from '../../../core/ports/push.ts';
import type { Quotas } from '../../../core/ports/quotas.ts';
import type { UserRecord, Users } from '../../../core/ports/users.ts';
import { mayTakeAway } from '../../../core/sessions/may-take-away.ts';
import { hasRecoveryCodes } from '../../../core/tokens/second-factor.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import { foundPage, lossPage } from '../views/loss.ts';
import type { Mine } from '../views/mine.ts';
import type { ActingVisit } from '../visit.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { findMine } from './remove.ts';
import { answer, type Step } from './step.ts';

interface LossDependencies extends EnrolDependencies, FactorLeaseDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'markTotpLost' | 'markAddressesLost'>;
  readonly devices: Pick<Devices, 'list' | 'markLost'>;
  readonly passkeys: Pick<Passkeys, 'markLost'>;
  readonly quotas: Quotas;
}

/** Each sends text messages. Only what was found can be lost again, so that this bounds both, and no loss waits for it. */
const MAX_FOUND = { limit: 5, windowMs: 60 * 60 * 1000 };

export const LOST = 'lost-';
export const FOUND = 'found-';

/**
 * Reports one of the person's own methods as lost, or takes that back: after a proof with another one, since what is lost
 * proves nothing. The last one may be reported too, after the page has said what follows: a thief who holds it must be
 * stopped whatever that costs.
 */
export function lossStep(deps: LossDependencies, step: string): Step {
  const isFound = step.startsWith(FOUND);
  const name = step.slice(isFound ? FOUND.length : LOST.length);
  return {
    async show(visit) {
      const record = await visit.record();
      const { one, left } = findMine(visit, record, await visit.registeredDevices(), name);
      if (one === undefined || one.isLost !== isFound || !mayTakeAway(visit, record)) return leadTo(visit);
      if (isFound) return answer(visit, foundPage(visit, one));
      return answer(visit, lossPage(visit, { mine: one, left, hasCodes: hasRecoveryCodes(record) }));
    },

    async act(visit, { form }) {
      if (form.act !== (isFound ? 'found' : 'lost')) return leadTo(visit);
      const reply = await withFactorLease(deps, visit.session.user, () => mark(deps, visit, name, isFound));
      return reply === 'busy' ? leadTo(visit, undefined, { error: 'busy' }) : reply;
    },
  };
}

async function mark(deps: LossDependencies, visit: ActingVisit, name: string, isFound: boolean): Promise<Reply> {
  const { user } = visit.session;
  const record = await deps.users.load(user);
  const { account } = record;
  if (account === undefined || !mayTakeAway(visit, record)) return leadTo(visit);
  const { one } = findMine(visit, record, await deps.devices.list(user, account), name);
  if (one === undefined || one.isLost !== isFound) return leadTo(visit);
  const count = () => deps.quotas.count({ kind: 'found-factors', user }, { ...MAX_FOUND, nowMs: visit.nowMs });
  if (isFound && (await count()) === 'blocked') return leadTo(visit, undefined, { error: 'foundOften' });
  const lostAtMs = isFound ? undefined : visit.nowMs;
  if ((await write(deps, visit, record, one, lostAtMs)) === 'blocked') {
    return leadTo(visit, undefined, { error: 'unavailable' });
  }
  const named = one.passkey === undefined ? {} : { name: one.detail };
  // To every address: the mailbox itself may be what is in other hands.
  const change = isFound ? 'found' : 'lost';
  await announce(deps, visit, account, { change, factor: one.method, toAll: true, ...named });
  return leadTo(visit, undefined, { did: change });
}

async function write(
  deps: LossDependencies,
  { session: { user } }: ActingVisit,
  { account, credential, passkeys = [] }: UserRecord,
  one: Mine,
  lostAtMs: number | undefined,
): Promise<'marked' | 'blocked'> {
  switch (one.method) {
    case 'totp':
      return credential?.totp === undefined
        ? 'blocked'
        : deps.credentials.markTotpLost(user, credential.totp, lostAtMs);
    case 'passkey': {
      const passkey = passkeys.find(({ id }) => id === one.passkey?.id);
      return passkey === undefined ? 'blocked' : deps.passkeys.markLost(user, passkey, lostAtMs);
    }
    case 'push':
      return deps.devices.markLost(user, one.name.slice('push-'.length), lostAtMs);
    case 'email':
    case 'sms': {
      const { method } = one;
      const seen = credential?.lostAddresses ?? [];
      const others = seen.filter((address) => address !== method);
      const lost = lostAtMs === undefined ? others : [...others, method];
      return deps.credentials.markAddressesLost(user, seen, lost, ownershipOf(account ?? {}));
    }
    default:
      return one.method satisfies never;
  }
}
