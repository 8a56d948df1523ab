import { AAGUID_NAMES } from '../passkeys/aaguids.ts';
import { isOnSecurityKey, type Passkey } from '../passkeys/passkey.ts';
import type { Device } from '../push/device.ts';
import type { Method } from '../verify/credential.ts';

/**
 * What a person has and loses as one. An `account` is that of a passkey provider: it outlives each device that its passkeys
 * are on. A `browser` answers pushes, and nothing says on which device.
 */
export type PossessionKind =
  | 'security-key'
  | 'account'
  | 'computer'
  | 'phone'
  | 'browser'
  | 'mailbox'
  /** Where a person has said that his authenticator app is. */
  | 'other-device';

/** One thing that proves its person; `id` tells passkeys and devices apart. */
interface HeldFactor {
  readonly method: Method;
  readonly id?: string;
}

export interface Possession {
  readonly kind: PossessionKind;
  readonly factors: readonly HeldFactor[];
}

/** The factors that are asked about: whether those count that are lost or switched off, the caller says. */
export interface Holdings {
  readonly passkeys: readonly Pick<Passkey, 'id' | 'aaguid' | 'transports' | 'isBackedUp'>[];
  readonly devices: readonly Pick<Device, 'id' | 'platform' | 'createdAtMs'>[];
  readonly hasTotp: boolean;
  /** The person was asked and has said that the app is on another device than his phone. */
  readonly isTotpApart?: boolean;
  readonly hasSms: boolean;
  readonly hasMail: boolean;
}

/** Authenticators that are part of a computer, as they call themselves. */
const OF_COMPUTERS: readonly (string | undefined)[] = ['Windows Hello', 'Chrome on Mac', 'Edge on Mac'];

interface Place {
  readonly kind: PossessionKind;
  /** Which one of its kind; missing where that is not known, or there is one alone. */
  readonly which?: string;
}

const ANY_PHONE: Place = { kind: 'phone' };
const OTHER_DEVICE: Place = { kind: 'other-device' };
const MAILBOX: Place = { kind: 'mailbox' };

/**
 * The factors of a person by what he would lose at once, as far as that can be known; what cannot be told apart is taken
 * for one, so that there may be more possessions than are found here and never fewer.
 *
 * Known are: a security key, by how it is reached; copied passkeys, which are one account per provider; passkeys that are
 * bound to a computer, of which each is another one, because no authenticator makes two for the same person; and phones of
 * two makes. Not known is on which phone or computer an authenticator app is: it is taken to be on the phone until the person
 * says that it is not. So is every passkey that does not say where it is. A browser is taken to be on the computer, or else on the phone.
 */
export function possessionsOf(holdings: Holdings): readonly Possession[] {
  const { passkeys, devices, hasTotp, isTotpApart = false, hasSms, hasMail } = holdings;
  const placed: (readonly [place: Place, factor: HeldFactor])[] = [
    ...passkeys.map((passkey) => [placeOfPasskey(passkey), { method: 'passkey', id: passkey.id }] as const),
    ...devices
      .toSorted((one, other) => one.createdAtMs - other.createdAtMs)
      .map((device) => [placeOfDevice(device), { method: 'push', id: device.id }] as const),
    ...(hasTotp ? [[isTotpApart ? OTHER_DEVICE : ANY_PHONE, { method: 'totp' }] as const] : []),
    ...(hasSms ? [[ANY_PHONE, { method: 'sms' }] as const] : []),
    ...(hasMail ? [[MAILBOX, { method: 'email' }] as const] : []),
  ];
  const places = placed.map(([place]) => place);
  const phone = places.find(({ kind, which }) => kind === 'phone' && which !== undefined) ?? ANY_PHONE;
  const hasPhone = places.some(({ kind }) => kind === 'phone');
  const besideBrowser = places.find(({ kind }) => kind === 'computer') ?? (hasPhone ? phone : undefined);
  const found = new Map<string, Possession>();
  for (const [place, factor] of placed) {
    const { kind, which } = settled(place, phone, besideBrowser);
    const key = `${kind} ${which}`;
    found.set(key, { kind, factors: [...(found.get(key)?.factors ?? []), factor] });
  }
  return [...found.values()];
}

/** Where what could be in several places is taken to be. */
function settled(place: Place, phone: Place, besideBrowser: Place | undefined): Place {
  if (place === ANY_PHONE) return phone;
  return place.kind === 'browser' ? (besideBrowser ?? place) : place;
}

function placeOfPasskey(passkey: Holdings['passkeys'][number]): Place {
  if (isOnSecurityKey(passkey)) return { kind: 'security-key', which: passkey.id };
  if (passkey.isBackedUp) return { kind: 'account', which: passkey.aaguid };
  const isOfComputer = OF_COMPUTERS.includes(AAGUID_NAMES.get(passkey.aaguid));
  return isOfComputer ? { kind: 'computer', which: passkey.id } : ANY_PHONE;
}

/** A phone that is registered anew leaves its old device behind: two of one platform may be one phone. */
function placeOfDevice({ platform }: Holdings['devices'][number]): Place {
  return platform === 'web' ? { kind: 'browser' } : { kind: 'phone', which: platform };
}
