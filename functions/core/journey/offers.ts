import { assertNever } from '../assert-never.ts';
import type { UserRecord } from '../ports/users.ts';
import { canAnswer, type Device } from '../push/device.ts';
import { addressOf } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasTotp } from '../tokens/second-factor.ts';
import { METHODS, type Method } from '../verify/credential.ts';
import { maskedAddress } from './mask.ts';

/** A way that is enabled and that this user has. */
export interface Offer {
  readonly method: Method;
  /** Where a message would go, masked. */
  readonly to?: string;
  /** The user proved this one last. */
  readonly isLast: boolean;
}

/** The safest first; what is sent over other people's networks comes last. */
const ORDER: readonly Method[] = ['push', 'totp', 'sms', 'email'];

/** Every way that this user can take now; the one used last comes first. */
export function offersOf(settings: Settings, record: UserRecord, devices: readonly Device[]): Offer[] {
  const last = record.credential?.lastMethod;
  const offers = ORDER.flatMap((method) => {
    const to = reach(settings, record, devices, method);
    return to === undefined ? [] : [{ method, isLast: method === last, ...(to === '' ? {} : { to }) }];
  });
  return offers.toSorted((left, right) => Number(right.isLast) - Number(left.isLast));
}

export interface OwnFactor {
  readonly kind: Method;
  readonly usable: boolean;
}

/** Every kind that this user has, whether he can use it now or not. */
export function factorsOf(settings: Settings, record: UserRecord, devices: readonly Device[]): OwnFactor[] {
  const usable = new Set(offersOf(settings, record, devices).map(({ method }) => method));
  const has: Readonly<Record<Method, boolean>> = {
    totp: hasTotp(record),
    push: devices.length > 0,
    email: hasAddress(settings, record, 'email'),
    sms: hasAddress(settings, record, 'sms'),
  };
  return METHODS.filter((method) => has[method]).map((kind) => ({ kind, usable: usable.has(kind) }));
}

/** What an application hears: an address that nothing may be sent to now is no factor, so a first one is to be enrolled. */
export function enrolledFactors(settings: Settings, record: UserRecord, devices: readonly Device[]): OwnFactor[] {
  return factorsOf(settings, record, devices).filter(
    ({ kind, usable }) => usable || kind === 'totp' || kind === 'push',
  );
}

function hasAddress(settings: Settings, { account }: UserRecord, method: 'email' | 'sms'): boolean {
  if (account === undefined) return false;
  return typeof addressOf(openSettings(settings), method, account) !== 'string';
}

/** An address is the user's own, whether messages may go there or not. */
export function openSettings(settings: Settings): Settings {
  return { ...settings, Email_Enabled: true, Sms_Enabled: true };
}

/** The masked address, or nothing to mask; undefined when the way is closed. */
function reach(settings: Settings, record: UserRecord, devices: readonly Device[], method: Method): string | undefined {
  const { account, credential } = record;
  if (account === undefined) return undefined;
  switch (method) {
    case 'totp':
      return settings.Totp_Enabled && hasTotp(record) ? '' : undefined;
    case 'push': {
      const isOpen = settings.Push_Enabled && credential?.pushesStopped !== true;
      return isOpen && devices.some((device) => canAnswer(device, settings)) ? '' : undefined;
    }
    case 'email':
    case 'sms': {
      if (method === 'sms' && settings.SmsNeedsOtherFactor && credential?.totp === undefined) return undefined;
      const to = addressOf(settings, method, account);
      if (typeof to === 'string') return undefined;
      return maskedAddress(method, to.address);
    }
    // Stryker disable next-line ConditionalExpression: the compiler lets no method come here
    default:
      return assertNever(method);
  }
}
