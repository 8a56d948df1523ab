import type { UserRecord } from '../ports/users.ts';
import { hasPasskey } from '../tokens/second-factor.ts';

/** NIST SP 800-63B-4 3.1.3.3: a text message is a restricted authenticator, so there is to be another one besides it. */
export function hasFactorBesideSms(record: UserRecord): boolean {
  return record.credential?.totp !== undefined || hasPasskey(record);
}
