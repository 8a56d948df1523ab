import { limitsOf, lockState, triesLeft } from '../lock/lock.ts';
import { TOTP_PERIOD_SECONDS } from '../otp/hotp.ts';
import type { Passkey } from '../passkeys/passkey.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Device } from '../push/device.ts';
import { addressOf } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Method } from '../verify/credential.ts';
import { maskedAddress } from './mask.ts';
import { factorsOf, type OwnFactor, openSettings } from './offers.ts';

/** A factor as those see it who help its user: enough to talk about it with him, nothing that proves it. */
export interface DetailedFactor extends OwnFactor {
  /** Masked, as on the pages. */
  readonly address?: string;
  readonly addedAtMs?: number;
  /** Of an authenticator app and an address: its owner says that he has lost it. Devices and passkeys say it themselves. */
  readonly isLost?: boolean;
  /** Of an address that was changed and not verified. */
  readonly isUnproven?: boolean;
  /** The start of the time step of the last accepted code. */
  readonly lastUsedAtMs?: number;
  readonly devices?: readonly Device[];
  readonly passkeys?: readonly Passkey[];
}

export function factorsInDetail(
  settings: Settings,
  record: UserRecord,
  devices: readonly Device[],
  rpId: string,
): DetailedFactor[] {
  return factorsOf(settings, record, devices, rpId).map((factor) => ({
    ...factor,
    ...detailsOf(settings, record, devices, factor.kind),
  }));
}

function detailsOf(
  settings: Settings,
  { account, credential, passkeys = [] }: UserRecord,
  devices: readonly Device[],
  kind: Method,
): Omit<DetailedFactor, keyof OwnFactor> {
  if (kind === 'push') return { devices };
  if (kind === 'passkey') return { passkeys };
  if (kind === 'totp') {
    const key = credential?.totp;
    if (key === undefined) return {};
    const { lastStep, confirmedAtMs: addedAtMs = key.createdAtMs } = key;
    return {
      addedAtMs,
      ...(key.lostAtMs === undefined ? {} : { isLost: true }),
      ...(lastStep < 0 ? {} : { lastUsedAtMs: lastStep * TOTP_PERIOD_SECONDS * 1000 }),
    };
  }
  if (account === undefined) return {};
  const to = addressOf(openSettings(settings), kind, { ...account, unproven: [] });
  const isLost = credential?.lostAddresses.includes(kind) === true;
  const field = kind === 'email' ? settings.EmailField : settings.PhoneField;
  const isUnproven = account.unproven?.includes(field) === true;
  return typeof to === 'string'
    ? {}
    : {
        address: maskedAddress(kind, to.address),
        ...(isLost ? { isLost } : {}),
        ...(isUnproven ? { isUnproven } : {}),
      };
}

/** How near a user is to a lock, or how long it lasts; without `untilMs` only an administrator ends it. */
export interface LockView {
  readonly isLocked: boolean;
  readonly untilMs?: number;
  /** Wrong answers since the last right one. */
  readonly wrongTries: number;
  /** Until the next lock; 0 while there is one. */
  readonly triesLeft: number;
}

/** Of all settings that hold for the user somewhere, what is worst for him: an application may lock him earlier. */
export function nearestLock(everywhere: readonly Settings[], record: UserRecord, nowMs: number): LockView {
  const views = everywhere.map((settings) => lockView(settings, record, nowMs));
  const [worst] = views.toSorted(
    (one, other) =>
      Number(other.isLocked) - Number(one.isLocked) ||
      (other.untilMs ?? Number.POSITIVE_INFINITY) - (one.untilMs ?? Number.POSITIVE_INFINITY) ||
      one.triesLeft - other.triesLeft,
  );
  if (worst === undefined) throw new TypeError('settings of no place at all');
  return worst;
}

function lockView(settings: Settings, { credential }: UserRecord, nowMs: number): LockView {
  if (credential === undefined) {
    return { isLocked: false, wrongTries: 0, triesLeft: limitsOf(settings).maxFailures };
  }
  const state = lockState(credential, settings, nowMs);
  const wrongTries = credential.streak;
  if (state.kind !== 'locked') {
    return { isLocked: false, wrongTries, triesLeft: triesLeft(credential, settings, nowMs)?.count ?? 0 };
  }
  const until = state.untilMs === undefined ? {} : { untilMs: state.untilMs };
  return { isLocked: true, ...until, wrongTries, triesLeft: 0 };
}
