import { assertNever } from '../assert-never.ts';
import { usablePasskeys } from '../passkeys/usable-passkeys.ts';
import type { UserRecord } from '../ports/users.ts';
import { canAnswer, type Device } from '../push/device.ts';
import { addressOf } from '../send/destination.ts';
import { hasFactorBesideSms } from '../send/factor-beside-sms.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasPasskey, hasTotp, hasTotpAtHand } from '../tokens/second-factor.ts';
import { METHODS, type Method } from '../verify/credential.ts';
import { maskedAddress } from './mask.ts';

/** A way that is enabled and that this user has. */
export interface Offer {
  readonly method: Method;
  /** Where a message would go, masked. */
  readonly to?: string;
}

/** The safest first; what is sent over other people's networks comes last. */
const ORDER: readonly Method[] = ['passkey', 'push', 'totp', 'sms', 'email'];

/** Every way that this user can take now. */
export function offersOf(settings: Settings, record: UserRecord, devices: readonly Device[], rpId: string): Offer[] {
  return ORDER.flatMap((method) => {
    const to = reach(settings, { record, devices, rpId }, method);
    return to === undefined ? [] : [{ method, ...(to === '' ? {} : { to }) }];
  });
}

export interface OwnFactor {
  readonly kind: Method;
  readonly usable: boolean;
}

/** Every kind that this user has, whether he can use it now or not. */
export function factorsOf(
  settings: Settings,
  record: UserRecord,
  devices: readonly Device[],
  rpId: string,
): OwnFactor[] {
  const usable = new Set(offersOf(settings, record, devices, rpId).map(({ method }) => method));
  const has: Readonly<Record<Method, boolean>> = {
    passkey: hasPasskey(record),
    totp: hasTotp(record),
    push: devices.length > 0,
    email: hasAddress(settings, record, 'email'),
    sms: hasAddress(settings, record, 'sms'),
  };
  return METHODS.filter((method) => has[method]).map((kind) => ({ kind, usable: usable.has(kind) }));
}

/** What an application hears: an address that nothing may be sent to now is no factor, so a first one is to be enrolled. */
export function enrolledFactors(
  settings: Settings,
  record: UserRecord,
  devices: readonly Device[],
  rpId: string,
): OwnFactor[] {
  return factorsOf(settings, record, devices, rpId).filter(
    ({ kind, usable }) => usable || kind === 'passkey' || kind === 'totp' || kind === 'push',
  );
}

function hasAddress(settings: Settings, { account }: UserRecord, method: 'email' | 'sms'): boolean {
  if (account === undefined) return false;
  return typeof addressOf(openSettings(settings), method, { ...account, unproven: [] }) !== 'string';
}

/** An address is the user's own, whether messages may go there or not. */
export function openSettings(settings: Settings): Settings {
  return { ...settings, Email_Enabled: true, Sms_Enabled: true };
}

interface Belongings {
  readonly record: UserRecord;
  readonly devices: readonly Device[];
  readonly rpId: string;
}

/** The masked address, or nothing to mask; undefined when the way is closed. */
function reach(settings: Settings, { record, devices, rpId }: Belongings, method: Method): string | undefined {
  const { account, credential } = record;
  if (account === undefined) return undefined;
  switch (method) {
    case 'passkey':
      return usablePasskeys(settings, record, rpId).length > 0 ? '' : undefined;
    case 'totp':
      return settings.Totp_Enabled && hasTotpAtHand(record) ? '' : undefined;
    case 'push': {
      const isOpen = settings.Push_Enabled && credential?.pushesStopped !== true;
      return isOpen && devices.some((device) => canAnswer(device, settings)) ? '' : undefined;
    }
    case 'email':
    case 'sms': {
      if (method === 'sms' && settings.SmsNeedsOtherFactor && !hasFactorBesideSms(settings, record)) return undefined;
      const to = addressOf(settings, method, account);
      if (typeof to === 'string' || credential?.lostAddresses.includes(method) === true) return undefined;
      return maskedAddress(method, to.address);
    }
    // Stryker disable next-line ConditionalExpression: the compiler lets no method come here
    default:
      return assertNever(method);
  }
}
