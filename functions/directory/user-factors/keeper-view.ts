import type { AuditRecord } from '../../core/audit/record.ts';
import type { DetailedFactor, LockView } from '../../core/journey/factors-in-detail.ts';
import type { UserRecord } from '../../core/ports/users.ts';
import type { Device } from '../../core/push/device.ts';
import { resetState } from '../../core/recovery/reset.ts';
import { viewOfPasskey } from '../../http/passkey-view.ts';

/** What somebody sees who helps: enough to talk about it, nothing that proves anything. */
export function shownFactor({
  addedAtMs,
  lastUsedAtMs,
  isLost,
  isUnproven,
  devices,
  passkeys,
  ...factor
}: DetailedFactor): object {
  return {
    ...factor,
    ...(isLost === true ? { lost: true } : {}),
    ...(isUnproven === true ? { unproven: true } : {}),
    ...(addedAtMs === undefined ? {} : { addedAt: instant(addedAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: instant(lastUsedAtMs) }),
    ...(devices === undefined ? {} : { devices: devices.map(shownDevice) }),
    ...(passkeys === undefined ? {} : { passkeys: passkeys.map(viewOfPasskey) }),
  };
}

function shownDevice({ id, name, platform, createdAtMs, lostAtMs }: Device): object {
  const lost = lostAtMs === undefined ? {} : { lost: true };
  return { deviceId: id, name, platform, addedAt: instant(createdAtMs), ...lost };
}

export function shownLock(lock: LockView, sendsLeft: number | undefined, pushesStopped: boolean): object {
  const { isLocked, untilMs, wrongTries, triesLeft } = lock;
  const until = untilMs === undefined ? {} : { until: instant(untilMs) };
  const sends = sendsLeft === undefined ? {} : { sendsLeft };
  return { locked: isLocked, ...until, wrongTries, triesLeft, ...sends, pushesStopped };
}

export function shownRescue(record: UserRecord, nowMs: number): object {
  const { recovery, bypass } = record.credential ?? {};
  const reset = resetState(record, nowMs);
  const isOpen = bypass !== undefined && bypass.usesLeft > 0 && nowMs < bypass.expiresAtMs;
  return {
    ...(recovery === undefined || recovery.hashes.length === 0
      ? {}
      : { recoveryCodes: { left: recovery.hashes.length, madeAt: instant(recovery.madeAtMs) } }),
    ...(isOpen
      ? {
          bypassCode: {
            id: bypass.id,
            expiresAt: instant(bypass.expiresAtMs),
            usesLeft: bypass.usesLeft,
            approved: bypass.isApproved,
          },
        }
      : {}),
    ...(reset.kind === 'none'
      ? {}
      : {
          reset: {
            state: reset.kind,
            requestedAt: instant(reset.reset.requestedAtMs),
            readyAt: instant(reset.reset.readyAtMs),
            ...(reset.kind === 'ready' ? { until: instant(reset.untilMs) } : {}),
            by: reset.reset.by,
          },
        }),
  };
}

export function shownRecord({ at, kind, actor, reason, outcome }: AuditRecord): object {
  return {
    at,
    kind,
    actor,
    ...(reason === undefined ? {} : { reason }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
