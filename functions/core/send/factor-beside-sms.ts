import { allowedPasskeys } from '../passkeys/usable-passkeys.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasTotpAtHand } from '../tokens/second-factor.ts';

/** NIST SP 800-63B-4 3.1.3.3: a text message is a restricted authenticator, so there is to be another one besides it. */
export function hasFactorBesideSms(settings: Settings, record: UserRecord): boolean {
  return hasTotpAtHand(record) || allowedPasskeys(settings, record).length > 0;
}
