import { maskedAddress } from '../../../core/journey/mask.ts';
import { offersOf, openSettings } from '../../../core/journey/offers.ts';
import { usablePasskeys } from '../../../core/passkeys/usable-passkeys.ts';
import type { UserRecord } from '../../../core/ports/users.ts';
import type { Device } from '../../../core/push/device.ts';
import { addressOf } from '../../../core/send/destination.ts';
import type { Mine } from '../views/mine.ts';
import type { Visit } from '../visit.ts';

type Owner = Pick<Visit, 'settings' | 'session' | 'rp'>;

const OTHERS = ['push', 'totp', 'sms', 'email'] as const;

/** What a person has, also what he has lost; each with the name that the steps know it by. */
export function methodsOf(owner: Owner, record: UserRecord, devices: readonly Device[]): Mine[] {
  const offers = offersOf(owner.settings, record, devices, owner.rp.rpId);
  const others = OTHERS.flatMap((method): Mine[] => {
    const offer = offers.find((one) => one.method === method);
    if (method === 'push') return phonesOf(owner, devices, offer !== undefined);
    const lost = offer === undefined ? lostOne(owner, record, method) : undefined;
    const detail = offer === undefined ? lost : (offer.to ?? '');
    if (detail === undefined) return [];
    const sinceMs = method === 'totp' ? record.credential?.totp?.confirmedAtMs : undefined;
    const isJustUsed = owner.session.proven.some(({ factor }) => factor === method);
    return [{ method, name: method, detail, sinceMs, isJustUsed, isLost: offer === undefined }];
  });
  return [...passkeysOf(owner, record), ...others];
}

/** Of several phones the session may not know which one it was. */
function phonesOf({ session }: Owner, devices: readonly Device[], isOffered: boolean): Mine[] {
  const used = session.proven.filter(({ factor }) => factor === 'push');
  return devices
    .filter(({ lostAtMs }) => isOffered || lostAtMs !== undefined)
    .map(({ id, name, createdAtMs, lostAtMs }) => ({
      ...{ method: 'push', name: `push-${id}`, detail: name, sinceMs: createdAtMs, isLost: lostAtMs !== undefined },
      isJustUsed: used.some(({ deviceId }) => (deviceId === undefined ? devices.length === 1 : deviceId === id)),
    }));
}

/** Those that do not count now too: they are his, and nobody else can remove them. */
function passkeysOf({ settings, rp, session }: Owner, record: UserRecord): Mine[] {
  const usable = usablePasskeys(settings, record, rp.rpId);
  const oldestFirst = (record.passkeys ?? []).toSorted((a, b) => a.createdAtMs - b.createdAtMs);
  return oldestFirst.map((passkey) => ({
    method: 'passkey',
    name: `passkey-${passkey.id}`,
    detail: passkey.name,
    sinceMs: passkey.createdAtMs,
    // The write of the proof and the verdict have one time.
    isJustUsed: session.proven.some((one) => one.factor === 'passkey' && one.provenAtMs === passkey.lastUsedAtMs),
    isLost: passkey.lostAtMs !== undefined,
    passkey: {
      id: passkey.id,
      renameStep: `rename-passkey-${passkey.id}`,
      lastUsedAtMs: passkey.lastUsedAtMs,
      isSynced: passkey.isBackupEligible,
      isUsable: usable.includes(passkey),
    },
  }));
}

/** What of it is shown; undefined where it is not lost but missing, or switched off. */
function lostOne(
  { settings }: Owner,
  { account, credential }: UserRecord,
  method: 'totp' | 'email' | 'sms',
): string | undefined {
  if (method === 'totp') return credential?.totp?.lostAtMs === undefined ? undefined : '';
  if (account === undefined || credential?.lostAddresses.includes(method) !== true) return undefined;
  const to = addressOf(openSettings(settings), method, account);
  return typeof to === 'string' ? undefined : maskedAddress(method, to.address);
}
