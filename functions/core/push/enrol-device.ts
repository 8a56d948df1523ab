import type { UserKey } from '../directory/user.ts';
import { type BeginEnrolmentDependencies, type BeginRefusal, beginEnrolment } from '../enrol/begin-enrolment.ts';
import { ENROLMENT_LIFE_MS, type Enroller } from '../enrol/enrolment.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { generateEnrolmentCode, hashEnrolmentCode } from './enrolment-code.ts';

export type EnrolDeviceDependencies = BeginEnrolmentDependencies;

type EnrolDeviceOutcome =
  | {
      readonly kind: 'code';
      readonly code: OneTimeCode;
      readonly expiresAtMs: number;
      readonly notices: readonly DeliveryOutcome[];
    }
  | ({ readonly kind: 'refused' } & (BeginRefusal | { readonly reason: 'FACTOR_DISABLED' }));

/**
 * Makes a one-time code for a device of the user, in place of the one before it. Without a proof it is given only while
 * no authenticator is bound: a stolen password must not add a second factor beside the existing one.
 */
export async function enrolDevice(
  deps: EnrolDeviceDependencies,
  settings: Settings,
  user: UserKey,
  enroller: Enroller,
): Promise<EnrolDeviceOutcome> {
  if (!settings.Push_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const code = generateEnrolmentCode(deps.random);
  const codeHash = hashEnrolmentCode(await deps.keys.current(), code);
  const expiresAtMs = deps.clock() + ENROLMENT_LIFE_MS;
  const begun = await beginEnrolment(deps, settings, user, enroller, { factor: 'push', codeHash, expiresAtMs });
  return begun.kind === 'refused' ? begun : { kind: 'code', code, expiresAtMs, notices: begun.notices };
}
