import { isOfEpoch } from '../directory/epoch.ts';
import type { Clock } from '../ports/clock.ts';
import type { Challenges, DeviceMessages, Devices } from '../ports/push.ts';
import type { Users } from '../ports/users.ts';
import type { Challenge } from './challenge.ts';
import { keyAtHand } from './device.ts';
import { checkMessage, type MessageFault } from './device-message.ts';

export interface PullChallengesDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'findAccount'>;
  readonly devices: Pick<Devices, 'find'>;
  readonly challenges: Pick<Challenges, 'listOpen'>;
  readonly messages: Pick<DeviceMessages, 'pull'>;
}

/** What is open for the user whose device asks; push gets lost, so a device must not depend on it. */
export async function pullChallenges(
  deps: PullChallengesDependencies,
  deviceId: string,
  jws: string,
): Promise<readonly Challenge[] | MessageFault> {
  const message = deps.messages.pull(jws);
  if (message?.deviceId !== deviceId) return 'SIGNATURE_INVALID';
  const { user } = message.claims;
  const account = await deps.users.findAccount(user);
  const device = account && (await deps.devices.find(user, account, deviceId));
  const fault = await checkMessage(message, keyAtHand(device), deps.clock());
  if (fault !== undefined || account === undefined) return fault ?? 'SIGNATURE_INVALID';
  const open = await deps.challenges.listOpen(user, deps.clock());
  return open.filter(({ epoch }) => isOfEpoch(account, epoch));
}
