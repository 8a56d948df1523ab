import type { UserKey } from '../directory/user.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../enrol/with-factor-lease.ts';
import { offersOf } from '../journey/offers.ts';
import type { DeviceMessages, Devices } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { checkMessage, type MessageFault } from './device-message.ts';

export interface ForgetDeviceDependencies extends FactorLeaseDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list' | 'remove'>;
  readonly settings: SettingsSource;
  /** Passkeys of another domain name are no way that would be left. */
  readonly rpId: string;
  readonly messages: Pick<DeviceMessages, 'forget'>;
}

type ForgetDeviceOutcome =
  | { readonly kind: 'forgotten'; readonly user: UserKey }
  | MessageFault
  | 'LAST_FACTOR'
  | 'busy';

/**
 * A device takes itself off its account before it destroys its key, so that nobody is asked on a device that cannot
 * answer. Its signature proves a factor; it removes no last one, as the pages do not.
 */
export async function forgetDevice(
  deps: ForgetDeviceDependencies,
  deviceId: string,
  jws: string,
): Promise<ForgetDeviceOutcome> {
  const message = deps.messages.forget(jws);
  if (message?.deviceId !== deviceId) return 'SIGNATURE_INVALID';
  const { user } = message.claims;
  const fault = await checkMessage(message, (await ownAndOthers(deps, user, deviceId)).own?.publicKey, deps.clock());
  if (fault !== undefined) return fault;
  return withFactorLease(deps, user, async () => {
    const stored = await deps.settings.forDomain(user.domain);
    const { record, own, others } = await ownAndOthers(deps, user, deviceId);
    if (stored === undefined || own === undefined) return 'SIGNATURE_INVALID';
    if (offersOf(resolveSettings(stored), record, others, deps.rpId).length === 0) return 'LAST_FACTOR';
    await deps.devices.remove(user, deviceId);
    return { kind: 'forgotten', user };
  });
}

async function ownAndOthers({ users, devices }: ForgetDeviceDependencies, user: UserKey, deviceId: string) {
  const record = await users.load(user);
  const all = record.account === undefined ? [] : await devices.list(user, record.account);
  return {
    record,
    own: all.find(({ id }) => id === deviceId),
    others: all.filter(({ id }) => id !== deviceId),
  };
}
