import { ownershipOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Devices } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';

export interface GuardLastFactorDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly settings: SettingsSource;
  readonly credentials: Pick<Credentials, 'beginEnrolment' | 'replaceLeftover'>;
  readonly devices: Pick<Devices, 'list'>;
}

/** Long enough that its owner reads the notice. */
const CLOSED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Asked in the person's lease, before somebody of the help desk removes a factor (its id, `totp` or `recovery`). After the
 * last one a password alone would open the account, which is as much as a code of the help desk: so no first factor is added
 * without a proof or a reset for a while, and where such a code takes two people one of them does not remove it.
 */
export async function guardLastFactor(
  deps: GuardLastFactorDependencies,
  user: UserKey,
  id: string,
): Promise<'guarded' | 'SECOND_PERSON_NEEDED' | 'busy'> {
  const record = await loadOwnRecord(deps, user);
  const { account, credential } = record;
  if (account === undefined || hasNoSecondFactor(record)) return 'guarded';
  const devices = await deps.devices.list(user, account);
  const hasDevice = devices.some((device) => device.id !== id);
  if (!hasNoSecondFactor({ ...without(record, id), hasDevice })) return 'guarded';
  const settings = resolveSettings((await deps.settings.forDomain(user.domain)) ?? {});
  if (settings.BypassNeedsTwoPeople) return 'SECOND_PERSON_NEEDED';
  const { version, begunAtMs = [], closedUntilMs = 0 } = credential?.enrolment ?? {};
  const closed = await deps.credentials.beginEnrolment(user, {
    seenVersion: version,
    enrolment: { begunAtMs, closedUntilMs: Math.max(closedUntilMs, deps.clock() + CLOSED_MS) },
    besideConfirmed: true,
    owner: ownershipOf(account),
  });
  return closed === 'blocked' ? 'busy' : 'guarded';
}

function without(record: UserRecord, id: string): UserRecord {
  const { credential, legacyTotp, passkeys = [], ...rest } = record;
  const { totp, recovery, ...others } = credential ?? {};
  return {
    ...rest,
    ...(legacyTotp === undefined || id === 'totp' ? {} : { legacyTotp }),
    passkeys: passkeys.filter((passkey) => passkey.id !== id),
    ...(credential === undefined
      ? {}
      : {
          credential: {
            ...(others as typeof credential),
            ...(totp === undefined || id === 'totp' ? {} : { totp }),
            ...(recovery === undefined || id === 'recovery' ? {} : { recovery }),
          },
        }),
  };
}
