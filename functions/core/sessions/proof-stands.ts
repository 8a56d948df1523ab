import type { UserRecord } from '../ports/users.ts';
import { addressOf } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import { proofMark } from '../verify/proof-mark.ts';
import type { Factor, ProvenFactor } from './session.ts';

/**
 * Whether what proved a person is still his: who says that his key or his phone is in other hands has it removed, and
 * what the other one proved with it a moment before must end then too. Another one of the same kind in its place is not it.
 */
export function proofStands(settings: Settings, record: UserRecord, proof: ProvenFactor): boolean {
  const { factor, passkey, deviceId } = proof;
  switch (factor) {
    case 'passkey':
      return record.passkeys?.some(({ id, lostAtMs }) => id === passkey?.id && lostAtMs === undefined) === true;
    case 'totp':
      return record.credential?.totp?.lostAtMs === undefined && isNow(settings, record, proof);
    case 'push':
      return deviceId !== undefined && record.devicesAtHand?.includes(deviceId) === true;
    case 'email':
    case 'sms':
      return record.credential?.lostAddresses.includes(factor) !== true && isNow(settings, record, proof);
    case 'recovery':
    case 'bypass':
      return true;
    default:
      return factor satisfies never;
  }
}

/** An address that is only good enough to begin with is no less the one that was proven. */
function isNow(settings: Settings, record: UserRecord, { factor, of }: ProvenFactor): boolean {
  const open = { ...settings, Email_Enabled: true, Sms_Enabled: true };
  return of !== undefined && of === markNow(open, record, factor);
}

/** Of the key or the address that a person has now. */
export function markNow(settings: Settings, { account, credential }: UserRecord, factor: Factor): string | undefined {
  if (factor === 'totp') return credential?.totp && proofMark(credential.totp.sealed);
  if (factor !== 'email' && factor !== 'sms') return undefined;
  const to = account === undefined ? 'missing' : addressOf(settings, factor, account);
  return typeof to === 'string' ? undefined : proofMark(to.address);
}
