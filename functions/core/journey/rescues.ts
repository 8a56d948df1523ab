import type { UserRecord } from '../ports/users.ts';
import { RESCUES, type Rescue, type Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasRecoveryCodes } from '../tokens/second-factor.ts';

/**
 * The codes for an emergency that can be typed here. Whether the help desk has given one out is told to nobody who has
 * shown no more than a password, so that way is there for everybody or for nobody.
 */
export function rescuesOf(settings: Settings, record: UserRecord): readonly Rescue[] {
  const isOpen: Readonly<Record<Rescue, boolean>> = {
    recovery: settings.RecoveryCodes_Enabled && hasRecoveryCodes(record),
    bypass: settings.BypassCodes_Enabled,
  };
  return RESCUES.filter((rescue) => isOpen[rescue]);
}

/** With which code for an emergency the person has come in. */
export function rescuedBy({ proven }: Pick<Session, 'proven'>): Rescue | undefined {
  return RESCUES.find((rescue) => rescue === proven[0]?.factor);
}
