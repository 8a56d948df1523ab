import type { UserRecord } from '../ports/users.ts';
import { hasTotpAtHand } from '../tokens/second-factor.ts';
import type { ProvenFactor } from './session.ts';

/**
 * Whether what proved a person is still his: who says that his key or his phone is in other hands has it removed, and
 * what the other one proved with it a moment before must end then too.
 */
export function proofStands(record: UserRecord, { factor, passkey, deviceId }: ProvenFactor): boolean {
  switch (factor) {
    case 'passkey':
      return record.passkeys?.some(({ id, lostAtMs }) => id === passkey?.id && lostAtMs === undefined) === true;
    case 'totp':
      return hasTotpAtHand(record);
    case 'push':
      return deviceId === undefined
        ? (record.devicesAtHand ?? []).length > 0
        : record.devicesAtHand?.includes(deviceId) === true;
    // A code was sent to the address that stood there when it was typed.
    case 'email':
    case 'sms':
      return record.credential?.lostAddresses.includes(factor) !== true;
    case 'recovery':
    case 'bypass':
      return true;
    default:
      return factor satisfies never;
  }
}
