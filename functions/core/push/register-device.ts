import type { Account, UserKey } from '../directory/user.ts';
import { type SpendEnrolmentDependencies, spendEnrolment } from '../enrol/spend-enrolment.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../enrol/with-factor-lease.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { DeviceMessages, Devices, Enrolments, PushEndpoints, RegistrationClaims } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Device, DeviceKey } from './device.ts';
import { checkMessage, type MessageFault } from './device-message.ts';
import { hashEnrolmentCode, normaliseEnrolmentCode } from './enrolment-code.ts';
import { whyNoRoom } from './room-for-device.ts';

export interface RegisterDeviceDependencies extends SpendEnrolmentDependencies, FactorLeaseDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly devices: Pick<Devices, 'add' | 'list'>;
  readonly enrolments: Pick<Enrolments, 'find'>;
  readonly messages: Pick<DeviceMessages, 'registration'>;
  readonly endpoints: PushEndpoints;
}

type RegistrationFault = MessageFault | 'ENROLMENT_CODE_INVALID' | 'DEVICE_LIMIT_REACHED' | 'TOO_MANY_REQUESTS';

type RegisterDeviceOutcome =
  | { readonly kind: 'registered'; readonly user: UserKey; readonly device: Device }
  | { readonly kind: 'refused'; readonly reason: RegistrationFault };

/** The signature comes first, so that a code is not spent by somebody who does not hold the key. */
export async function registerDevice(deps: RegisterDeviceDependencies, jws: string): Promise<RegisterDeviceOutcome> {
  const message = deps.messages.registration(jws);
  if (message === undefined) return refusal('SIGNATURE_INVALID');
  const nowMs = deps.clock();
  const fault = await checkMessage(message, message.key, nowMs);
  if (fault !== undefined) return refusal(fault);
  const codeHash = hashEnrolmentCode(await deps.keys.current(), normaliseEnrolmentCode(message.claims.code));
  const owner = await deps.enrolments.find(codeHash, nowMs);
  if (owner === undefined) return refusal('ENROLMENT_CODE_INVALID');
  const { user } = owner;
  const outcome = await withFactorLease(deps, user, async (): Promise<RegisterDeviceOutcome> => {
    const spent = await spendEnrolment(deps, user, codeHash, (...of) => whyNoRoom(deps.devices, user, ...of));
    if (spent.kind === 'refused') return refusal(spent.reason);
    const device = await makeDevice(deps, spent.record.account, message.claims, message.key);
    await deps.devices.add(user, device);
    return { kind: 'registered', user, device };
  });
  return outcome === 'busy' ? refusal('TOO_MANY_REQUESTS') : outcome;
}

async function makeDevice(
  deps: RegisterDeviceDependencies,
  { generation }: Account,
  claims: RegistrationClaims,
  publicKey: DeviceKey,
): Promise<Device> {
  const endpointArn = await endpointOf(deps, claims);
  return {
    id: Buffer.from(deps.random(16)).toString('base64url'),
    name: claims.name,
    platform: claims.platform,
    publicKey,
    ...(endpointArn === undefined ? {} : { endpointArn }),
    createdAtMs: deps.clock(),
    generation,
  };
}

async function endpointOf(
  { endpoints }: RegisterDeviceDependencies,
  { platform, pushToken }: RegistrationClaims,
): Promise<string | undefined> {
  return pushToken === undefined ? undefined : endpoints.register(platform, pushToken);
}

function refusal(reason: RegistrationFault): RegisterDeviceOutcome {
  return { kind: 'refused', reason };
}
