import type { UserKey } from '../directory/user.ts';
import type { OwnRecord } from '../enrol/spend-enrolment.ts';
import type { Devices } from '../ports/push.ts';
import type { Settings } from '../settings/resolve.ts';
import { MAX_DEVICES } from './device.ts';

/** Why no further device has a place. */
export async function whyNoRoom(
  devices: Pick<Devices, 'list'>,
  user: UserKey,
  { Push_Enabled }: Settings,
  { account }: OwnRecord,
): Promise<'ENROLMENT_CODE_INVALID' | 'DEVICE_LIMIT_REACHED' | undefined> {
  if (!Push_Enabled) return 'ENROLMENT_CODE_INVALID';
  return (await devices.list(user, account)).length >= MAX_DEVICES ? 'DEVICE_LIMIT_REACHED' : undefined;
}
