import { allowedPasskeys } from '../passkeys/usable-passkeys.ts';
import type { UserRecord } from '../ports/users.ts';
import { canAnswer, type Device } from '../push/device.ts';
import type { Settings } from '../settings/resolve.ts';
import { offersOf } from './offers.ts';
import { type Possession, possessionsOf } from './possessions.ts';

interface Belongings {
  readonly record: UserRecord;
  /** His own. */
  readonly devices: readonly Device[];
  /** Nothing is delivered to his mail address any more. */
  readonly isMailStopped?: boolean;
  /** In the place of what the person has said of his authenticator app. */
  readonly isTotpApart?: boolean;
}

/** What counts now by the settings, passkeys under whatever domain name they were made. */
export function usablePossessions(
  settings: Settings,
  { record, devices, isMailStopped = false, isTotpApart }: Belongings,
): readonly Possession[] {
  const offered = new Set(offersOf(settings, record, devices, '').map(({ method }) => method));
  return possessionsOf({
    passkeys: allowedPasskeys(settings, record),
    devices: offered.has('push') ? devices.filter((device) => canAnswer(device, settings)) : [],
    hasTotp: offered.has('totp'),
    isTotpApart: isTotpApart ?? record.credential?.totp?.isApart === true,
    hasSms: offered.has('sms'),
    hasMail: offered.has('email') && !isMailStopped,
  });
}
