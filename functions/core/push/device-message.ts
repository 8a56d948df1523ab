import type { SignedMessage } from '../ports/push.ts';
import type { DeviceKey } from './device.ts';

/** A message from further away in time is refused, before and after: clocks of devices are not exact. */
const MAX_AGE_MS = 60_000;

export type MessageFault = 'SIGNATURE_INVALID' | 'SIGNATURE_STALE';

/** Whether a message is signed by this key and of this minute. */
export async function checkMessage(
  message: SignedMessage<unknown>,
  key: DeviceKey | undefined,
  nowMs: number,
): Promise<MessageFault | undefined> {
  if (key === undefined || !(await message.isSignedBy(key))) return 'SIGNATURE_INVALID';
  const ageMs = Math.abs(nowMs - message.issuedAtSeconds * 1000);
  return ageMs > MAX_AGE_MS ? 'SIGNATURE_STALE' : undefined;
}
