import type { UserRecord } from '../ports/users.ts';
import type { Device } from '../push/device.ts';
import { isOfAal2 } from '../sessions/assurance.ts';
import { proofStands } from '../sessions/proof-stands.ts';
import type { ProvenFactor } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Link } from './link.ts';

const HOUR_MS = 60 * 60 * 1_000;
const MIN_HOURS = 72;

/**
 * What helps an account of these settings must have stood since then. Help opens an account at once, so it would make
 * nothing of the wait of a reset if it could be made during it.
 * @returns milliseconds since the epoch
 */
export function helpsIfSince({ ResetCoolOffHours }: Settings, nowMs: number): number {
  return nowMs - Math.max(MIN_HOURS, ResetCoolOffHours) * HOUR_MS;
}

/** A link by an administrator counts at once: he was not the person who is helped. */
export function linkMayHelp({ by, linkedAtMs }: Link, sinceMs: number): boolean {
  return by === 'administrator' || linkedAtMs <= sinceMs;
}

/** A helping account with those of its factors that stand long enough. A key that the old system keeps has no age. */
export function oldFactorsOf({ legacyTotp: _ageless, credential, ...rest }: UserRecord, sinceMs: number): UserRecord {
  const passkeys = rest.passkeys?.filter(({ createdAtMs }) => createdAtMs <= sinceMs) ?? [];
  return { ...rest, passkeys, ...(credential && { credential: withOldKey(credential, sinceMs) }) };
}

function withOldKey(credential: NonNullable<UserRecord['credential']>, sinceMs: number): typeof credential {
  const { totp, ...rest } = credential;
  if (totp === undefined || (totp.confirmedAtMs ?? totp.createdAtMs) > sinceMs) return rest;
  return credential;
}

export function oldDevicesOf(devices: readonly Device[], sinceMs: number): readonly Device[] {
  return devices.filter(({ createdAtMs }) => createdAtMs <= sinceMs);
}

/** Whether a proof of the helping account counts: of a factor of AAL2 that stood long enough, and was sent nowhere. */
export function proofMayHelp(
  settings: Settings,
  record: UserRecord,
  devices: readonly Device[],
  proof: ProvenFactor,
  sinceMs: number,
): boolean {
  if (!isOfAal2(proof.factor) || proof.factor === 'sms') return false;
  if (proof.factor === 'push') return oldDevicesOf(devices, sinceMs).some(({ id }) => id === proof.deviceId);
  return proofStands(settings, oldFactorsOf(record, sinceMs), proof);
}
