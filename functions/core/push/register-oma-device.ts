import { type Epoch, isOfEpoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { type SpendEnrolmentDependencies, spendEnrolment } from '../enrol/spend-enrolment.ts';
import { isBeingProven, whyNotEnrol } from '../enrol/why-not-enrol.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Devices, PushEndpoints } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { MAX_DEVICES } from './device.ts';
import { hashEnrolmentCode, normaliseEnrolmentCode } from './enrolment-code.ts';
import { whyNoRoom } from './room-for-device.ts';

export interface RegisterOmaDeviceDependencies extends SpendEnrolmentDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly devices: Pick<Devices, 'add' | 'list'>;
  readonly endpoints: PushEndpoints;
}

export interface OmaRegistration {
  readonly name: string;
  readonly platform: 'ios' | 'android';
  readonly pushToken: string;
  readonly enrolmentCode?: string | undefined;
}

type RegisterOmaDeviceOutcome =
  | { readonly kind: 'registered'; readonly deviceId: string; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: OmaRegistrationFault };

type OmaRegistrationFault =
  | 'FACTOR_DISABLED'
  | 'MATCH_CODE_REQUIRED'
  | 'PUSH_UNAVAILABLE'
  | 'FACTOR_BOUND'
  | 'PROOF_REQUIRED'
  | 'USER_UNKNOWN'
  | 'DEVICE_LIMIT_REACHED'
  | 'ENROLMENT_CODE_INVALID';

/**
 * Registers a device that has no key and answers with the password of its user, as OMA did. It cannot pull, so it must
 * be one that SNS pushes to. The same push token again is the same device. The password alone registers one only while
 * no factor is bound, as for every other device; after that it takes an enrolment code. To be called in the person's
 * lease.
 */
export async function registerOmaDevice(
  deps: RegisterOmaDeviceDependencies,
  settings: Settings,
  { user, epoch }: { readonly user: UserKey; readonly epoch: Epoch },
  registration: OmaRegistration,
): Promise<RegisterOmaDeviceOutcome> {
  if (!settings.Push_Enabled) return refusal('FACTOR_DISABLED');
  if (settings.PushMatchCode) return refusal('MATCH_CODE_REQUIRED');
  const endpointArn = await deps.endpoints.register(registration.platform, registration.pushToken);
  if (endpointArn === undefined) return refusal('PUSH_UNAVAILABLE');
  const record = await deps.users.load(user);
  const { account } = record;
  // The password may have been changed since it was looked at.
  if (account === undefined || !isOfEpoch(account, epoch)) return refusal('USER_UNKNOWN');
  const devices = await deps.devices.list(user, account);
  const known = devices.find((device) => device.publicKey === undefined && device.endpointArn === endpointArn);
  if (known !== undefined) return { kind: 'registered', deviceId: known.id, isNew: false };
  if (devices.length >= MAX_DEVICES) return refusal('DEVICE_LIMIT_REACHED');
  const fault = await whyNotYet(deps, settings, user, record, registration.enrolmentCode);
  if (fault !== undefined) return refusal(fault);
  const { name, platform } = registration;
  const id = Buffer.from(deps.random(16)).toString('base64url');
  await deps.devices.add(user, {
    id,
    name,
    platform,
    endpointArn,
    createdAtMs: deps.clock(),
    generation: account.generation,
  });
  return { kind: 'registered', deviceId: id, isNew: true };
}

async function whyNotYet(
  deps: RegisterOmaDeviceDependencies,
  settings: Settings,
  user: UserKey,
  record: UserRecord,
  enrolmentCode: string | undefined,
): Promise<OmaRegistrationFault | undefined> {
  if (enrolmentCode === undefined) {
    const nowMs = deps.clock();
    const fault = whyNotEnrol(settings, record, 'password', nowMs);
    return fault ?? (isBeingProven(record, nowMs) ? 'PROOF_REQUIRED' : undefined);
  }
  const codeHash = hashEnrolmentCode(await deps.keys.current(), normaliseEnrolmentCode(enrolmentCode));
  const spent = await spendEnrolment(deps, user, codeHash, (...of) => whyNoRoom(deps.devices, user, ...of));
  return spent.kind === 'spent' ? undefined : spent.reason;
}

function refusal(reason: OmaRegistrationFault): RegisterOmaDeviceOutcome {
  return { kind: 'refused', reason };
}
