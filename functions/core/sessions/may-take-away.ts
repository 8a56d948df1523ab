import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { proofsOf } from './assurance.ts';
import { markNow, proofStands } from './proof-stands.ts';
import { type ProvenFactor, RESCUES, type Session } from './session.ts';

/** A session, under the settings of its user's domain. */
export interface ProvenIn {
  readonly settings: Settings;
  readonly session: Pick<Session, 'purpose' | 'proven'>;
}

/**
 * Whether factors may be removed, reported lost or brought back in this session. A code for an emergency gives back what
 * its owner has lost and takes nothing away, nor does what was shown after it, since that may have been added with it. What
 * was proven with a factor that is lost by now is nobody's proof. What was added without one undoes itself, and no factor
 * that somebody else has.
 */
export function mayTakeAway({ settings, session }: ProvenIn, record: UserRecord): boolean {
  if (session.proven.some(({ factor }) => RESCUES.some((rescue) => rescue === factor))) return false;
  const stands = proofsOf(session).filter((one) => proofStands(settings, record, one));
  return stands.some(({ enrols }) => enrols !== true) || (stands.length > 0 && hasOnly(settings, record, stands));
}

/** Whether a person has no factor but those. */
function hasOnly(settings: Settings, record: UserRecord, those: readonly ProvenFactor[]): boolean {
  const { passkeys = [], devicesAtHand = [], hasDevice = false } = record;
  const marks = (['totp', 'email', 'sms'] as const).map((factor) => markNow(settings, record, factor));
  return (
    passkeys.every(({ id }) => those.some(({ passkey }) => passkey?.id === id)) &&
    devicesAtHand.every((id) => those.some(({ deviceId }) => deviceId === id)) &&
    (devicesAtHand.length > 0 || !hasDevice) &&
    marks.every((mark) => mark === undefined || those.some(({ of }) => of === mark))
  );
}
