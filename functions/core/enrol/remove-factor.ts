import { ownershipOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceDependencies, announceChange, type FactorChange } from '../notices/announce-change.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Devices } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type GuardLastFactorDependencies, guardLastFactor } from './guard-last-factor.ts';
import { type FactorLeaseDependencies, withFactorLease } from './with-factor-lease.ts';

export interface RemoveFactorDependencies extends AnnounceDependencies, FactorLeaseDependencies {
  readonly clock: AnnounceDependencies['clock'];
  readonly users: Pick<Users, 'load'>;
  readonly settings: SettingsSource;
  readonly credentials: Pick<Credentials, 'removeTotp' | 'endLegacyTotp' | 'removeRecoverySet'> &
    GuardLastFactorDependencies['credentials'];
  readonly devices: Pick<Devices, 'list' | 'remove'>;
  readonly passkeys: Pick<Passkeys, 'remove'>;
}

type Known = UserRecord & { readonly account: NonNullable<UserRecord['account']> };
type RemovedFactor = Pick<FactorChange, 'factor' | 'name'>;

export type RemoveFactorOutcome =
  | { readonly kind: 'removed'; readonly factor: FactorChange['factor']; readonly notices: readonly DeliveryOutcome[] }
  | {
      readonly kind: 'refused';
      readonly reason: 'USER_UNKNOWN' | 'FACTOR_UNKNOWN' | 'SECOND_PERSON_NEEDED' | 'TOO_MANY_REQUESTS';
    };

/**
 * Somebody who helps a user removes one factor of his: `totp`, `recovery`, or the id of a device or of a passkey. The last
 * one too: it may be in strange hands; `isGuarded` says that he who helps may not thereby open the account. The user is told.
 */
export async function removeFactor(
  deps: RemoveFactorDependencies,
  user: UserKey,
  id: string,
  isGuarded: boolean,
): Promise<RemoveFactorOutcome> {
  const { account, ...record } = await deps.users.load(user);
  if (account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const removed = await withFactorLease(deps, user, async () => {
    const guard = isGuarded ? await guardLastFactor(deps, user, id) : 'guarded';
    return guard === 'guarded' ? remove(deps, user, { ...record, account }, id) : guard;
  });
  if (removed === 'SECOND_PERSON_NEEDED') return { kind: 'refused', reason: removed };
  if (removed === 'busy') return { kind: 'refused', reason: 'TOO_MANY_REQUESTS' };
  if (removed === 'unknown') return { kind: 'refused', reason: 'FACTOR_UNKNOWN' };
  const settings = resolveSettings((await deps.settings.forDomain(user.domain)) ?? {});
  const change = { change: 'removed', domain: user.domain, ...removed } as const;
  const notices = await announceChange(deps, settings, account, change);
  return { kind: 'removed', factor: removed.factor, notices };
}

async function remove(
  deps: RemoveFactorDependencies,
  user: UserKey,
  record: Known,
  id: string,
): Promise<RemovedFactor | 'unknown' | 'busy'> {
  if (id === 'totp') return removeTotp(deps, user, record);
  if (id === 'recovery') {
    return (await deps.credentials.removeRecoverySet(user)) === 'removed' ? { factor: 'recovery' } : 'unknown';
  }
  const passkey = record.passkeys?.find((one) => one.id === id);
  if (passkey !== undefined) {
    await deps.passkeys.remove(user, id);
    return { factor: 'passkey', name: passkey.name };
  }
  const device = (await deps.devices.list(user, record.account)).find((one) => one.id === id);
  if (device === undefined) return 'unknown';
  await deps.devices.remove(user, id);
  return { factor: 'push', name: device.name };
}

/** The one that the old system keeps in the directory goes by counting no more: nothing is written there. */
async function removeTotp(
  { credentials }: RemoveFactorDependencies,
  user: UserKey,
  { account, credential, legacyTotp }: Known,
): Promise<RemovedFactor | 'unknown' | 'busy'> {
  const { totp, pendingTotp } = credential ?? {};
  const isHere = totp !== undefined || pendingTotp !== undefined;
  if (!isHere && legacyTotp === undefined) return 'unknown';
  const removed = isHere
    ? await credentials.removeTotp(user, totp)
    : await credentials.endLegacyTotp(user, ownershipOf(account));
  return removed === 'blocked' ? 'busy' : { factor: 'totp' };
}
