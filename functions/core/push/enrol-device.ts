import type { UserKey } from '../identity/user.ts';
import type { Enrolments } from '../ports/push.ts';
import type { Clock, KeyRing, RandomBytes, Users } from '../ports.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';
import { generateEnrolmentCode, hashEnrolmentCode } from './enrolment-code.ts';

const CODE_LIFE_MS = 10 * 60 * 1000;

export interface EnrolDeviceDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Pick<Users, 'load'>;
  readonly enrolments: Pick<Enrolments, 'add'>;
}

type EnrolDeviceOutcome =
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
  const record = await deps.users.load(user);
  if (record.account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  if (by === 'user' && !hasNoSecondFactor(record)) return { kind: 'refused', reason: 'FACTOR_BOUND' };
  const code = generateEnrolmentCode(deps.random);
  const expiresAtMs = deps.clock() + CODE_LIFE_MS;
  await deps.enrolments.add(hashEnrolmentCode(await deps.keys.current(), code), { user, expiresAtMs });
  return { kind: 'code', code, expiresAtMs };
}
