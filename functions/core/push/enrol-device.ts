import type { UserKey } from '../identity/user.ts';
import type { Devices, Enrolments } from '../ports/push.ts';
import type { Clock, KeyRing, RandomBytes, Users } from '../ports.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { generateEnrolmentCode, hashEnrolmentCode } from './enrolment-code.ts';

const CODE_LIFE_MS = 10 * 60 * 1000;

export interface EnrolDeviceDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly enrolments: Pick<Enrolments, 'add'>;
}

export type EnrolDeviceOutcome =
  | { readonly kind: 'code'; readonly code: OneTimeCode; readonly expiresAtMs: number }
  | { readonly kind: 'refused'; readonly reason: 'FACTOR_BOUND' | 'FACTOR_DISABLED' | 'USER_UNKNOWN' };

/**
 * Makes a one-time code for a device of the user. With the password alone (`by` the user) it is given only while no
 * authenticator is bound: a stolen password must not add a second factor beside the existing one.
 */
export async function enrolDevice(
  deps: EnrolDeviceDependencies,
  settings: Settings,
  user: UserKey,
  by: 'client' | 'user',
): Promise<EnrolDeviceOutcome> {
  if (!settings.Push_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const [{ account, credential, legacyTotp }, devices] = await Promise.all([
    deps.users.load(user),
    deps.devices.list(user),
  ]);
  if (account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const isBound = credential?.totp !== undefined || legacyTotp !== undefined || devices.length > 0;
  if (by === 'user' && isBound) return { kind: 'refused', reason: 'FACTOR_BOUND' };
  const code = generateEnrolmentCode(deps.random);
  const expiresAtMs = deps.clock() + CODE_LIFE_MS;
  await deps.enrolments.add(hashEnrolmentCode(await deps.keys.current(), code), { user, expiresAtMs });
  return { kind: 'code', code, expiresAtMs };
}
