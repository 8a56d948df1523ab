import type { Audit, Ending } from '../ports/audit.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Directory } from '../ports/directory.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Devices } from '../ports/push.ts';
import { about } from './record.ts';
import { recordedRescue } from './recorded-rescue.ts';

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
        ? audit.around(
            about(user, settled.reset === undefined ? 'totp-confirmed' : 'factors-reset'),
            () => credentials.settleTotp(user, settled),
            endingOf,
          )
        : credentials.settleTotp(user, settled),
    takeOverTotp: (user, ...key) =>
      audit.around(about(user, 'totp-taken-over'), () => credentials.takeOverTotp(user, ...key), endingOf),
    endLegacyTotp: (user, owner) =>
      audit.around(about(user, 'totp-removed'), () => credentials.endLegacyTotp(user, owner), endingOf),
    removeTotp: (user, ...seen) =>
      audit.around(about(user, 'totp-removed'), () => credentials.removeTotp(user, ...seen), endingOf),
    spendEnrolment: (user, codeHash, reset) =>
      reset === undefined
        ? credentials.spendEnrolment(user, codeHash)
        : audit.around(about(user, 'factors-reset'), () => credentials.spendEnrolment(user, codeHash, reset), endingOf),
    markTotpLost: (user, key, lostAtMs) =>
      audit.around(
        { ...about(user, lostAtMs === undefined ? 'factor-found' : 'factor-lost'), changed: { factor: 'totp' } },
        () => credentials.markTotpLost(user, key, lostAtMs),
        endingOf,
      ),
    markAddressesLost: (user, seen, lost, owner) =>
      audit.around(
        {
          ...about(user, lost.length < seen.length ? 'factor-found' : 'factor-lost'),
          changed: { lost: lost.join(' ') },
        },
        () => credentials.markAddressesLost(user, seen, lost, owner),
        endingOf,
      ),
    ...recordedRescue(credentials, audit),
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
    markLost: (user, deviceId, lostAtMs) =>
      audit.around(
        { ...about(user, lostAtMs === undefined ? 'factor-found' : 'factor-lost'), changed: { deviceId } },
        () => devices.markLost(user, deviceId, lostAtMs),
        endingOf,
      ),
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
    markLost: (user, passkey, lostAtMs) =>
      audit.around(
        { ...about(user, lostAtMs === undefined ? 'factor-found' : 'factor-lost'), ...changed(passkey.id) },
        () => passkeys.markLost(user, passkey, lostAtMs),
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
