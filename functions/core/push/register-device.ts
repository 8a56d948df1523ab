import type { UserKey } from '../identity/user.ts';
import type { DeviceMessages, Devices, Enrolments, PushEndpoints, RegistrationClaims } from '../ports/push.ts';
import type { Clock, KeyRing, RandomBytes, Users } from '../ports.ts';
import type { Device } from './device.ts';
import { checkMessage, type MessageFault } from './device-message.ts';
import { hashEnrolmentCode, normaliseEnrolmentCode } from './enrolment-code.ts';

export interface RegisterDeviceDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly devices: Pick<Devices, 'add'>;
  readonly users: Pick<Users, 'load'>;
  readonly enrolments: Pick<Enrolments, 'spend'>;
  readonly messages: Pick<DeviceMessages, 'registration'>;
  readonly endpoints: PushEndpoints;
}

type RegisterDeviceOutcome =
  | { readonly kind: 'registered'; readonly user: UserKey; readonly device: Device }
  | { readonly kind: 'refused'; readonly reason: MessageFault | 'ENROLMENT_CODE_INVALID' };

/** The signature comes first, so that a code is not spent by somebody who does not hold the key. */
export async function registerDevice(deps: RegisterDeviceDependencies, jws: string): Promise<RegisterDeviceOutcome> {
  const message = deps.messages.registration(jws);
  if (message === undefined) return { kind: 'refused', reason: 'SIGNATURE_INVALID' };
  const nowMs = deps.clock();
  const fault = await checkMessage(message, message.key, nowMs);
  if (fault !== undefined) return { kind: 'refused', reason: fault };
  const codeHash = hashEnrolmentCode(await deps.keys.current(), normaliseEnrolmentCode(message.claims.code));
  const user = await deps.enrolments.spend(codeHash, nowMs);
  if (user === undefined) return { kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' };
  const { account } = await deps.users.load(user);
  if (account === undefined) return { kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' };
  const endpointArn = await endpointOf(deps, message.claims);
  const device: Device = {
    id: Buffer.from(deps.random(16)).toString('base64url'),
    name: message.claims.name,
    platform: message.claims.platform,
    publicKey: message.key,
    ...(endpointArn === undefined ? {} : { endpointArn }),
    createdAtMs: nowMs,
    generation: account.generation,
  };
  await deps.devices.add(user, device);
  return { kind: 'registered', user, device };
}

async function endpointOf(
  { endpoints }: RegisterDeviceDependencies,
  { platform, pushToken }: RegistrationClaims,
): Promise<string | undefined> {
  return pushToken === undefined ? undefined : endpoints.register(platform, pushToken);
}
