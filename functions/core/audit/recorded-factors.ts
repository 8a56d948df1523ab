import type { Audit, Ending } from '../ports/audit.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Directory } from '../ports/directory.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Devices } from '../ports/push.ts';
import { about } from './record.ts';

/**
 * Ports whose changes of factors are recorded. It is done here and not in the routes, so that no route, page or device
 * can change a factor without its record.
 */

const DONE: Ending = { outcome: 'done' };
const REFUSED: Ending = { outcome: 'refused' };

const endingOf = (result: unknown): Ending => (result === 'blocked' || result === undefined ? REFUSED : DONE);

export function recordedCredentials(credentials: Credentials, audit: Audit): Credentials {
  return {
    ...credentials,
    beginEnrolment: (user, begun) =>
      audit.around(
        about(user, begun.pendingTotp === undefined ? 'enrolment-code-made' : 'totp-begun'),
        () => credentials.beginEnrolment(user, begun),
        endingOf,
      ),
    closeEnrolment: (user, ...until) =>
      audit.around(about(user, 'enrolment-stopped'), () => credentials.closeEnrolment(user, ...until), endingOf),
    // Every other accepted code changes nothing but counters.
    settleTotp: (user, settled) =>
      settled.confirms
        ? audit.around(about(user, 'totp-confirmed'), () => credentials.settleTotp(user, settled), endingOf)
        : credentials.settleTotp(user, settled),
    takeOverTotp: (user, ...key) =>
      audit.around(about(user, 'totp-taken-over'), () => credentials.takeOverTotp(user, ...key), endingOf),
    removeTotp: (user, ...seen) =>
      audit.around(about(user, 'totp-removed'), () => credentials.removeTotp(user, ...seen), endingOf),
  };
}

export function recordedDevices(devices: Devices, audit: Audit): Devices {
  return {
    ...devices,
    add: (user, device) => {
      const changed = { deviceId: device.id, platform: device.platform };
      return audit.around(
        { ...about(user, 'device-added'), changed },
        () => devices.add(user, device),
        () => DONE,
      );
    },
    remove: (user, deviceId) =>
      audit.around(
        { ...about(user, 'device-removed'), changed: { deviceId } },
        () => devices.remove(user, deviceId),
        () => DONE,
      ),
  };
}

export function recordedPasskeys(passkeys: Passkeys, audit: Audit): Passkeys {
  const changed = (id: string, more: Readonly<Record<string, string>> = {}) => ({
    changed: { passkeyId: id, ...more },
  });
  return {
    ...passkeys,
    add: (user, passkey) =>
      audit.around(
        {
          ...about(user, 'passkey-added'),
          ...changed(passkey.id, {
            aaguid: passkey.aaguid,
            rpId: passkey.rpId,
            synced: String(passkey.isBackupEligible),
          }),
        },
        () => passkeys.add(user, passkey),
        (result) => (result === 'added' ? DONE : REFUSED),
      ),
    rename: (user, passkey, name) =>
      audit.around(
        { ...about(user, 'passkey-renamed'), ...changed(passkey.id) },
        () => passkeys.rename(user, passkey, name),
        endingOf,
      ),
    remove: (user, id) =>
      audit.around(
        { ...about(user, 'passkey-removed'), ...changed(id) },
        () => passkeys.remove(user, id),
        () => DONE,
      ),
  };
}

/** For a person who changes his own addresses; names of attributes, for the values are personal. */
export function recordedDirectory(directory: Directory, audit: Audit): Directory {
  return {
    ...directory,
    change: (user, change, password) => {
      const fields = Object.keys(change.attributes ?? {}).toSorted();
      return audit.around(
        { ...about(user, 'address-changed'), fields },
        () => directory.change(user, change, password),
        endingOf,
      );
    },
  };
}
