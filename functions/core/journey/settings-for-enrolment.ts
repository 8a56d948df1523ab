import type { UserRecord } from '../ports/users.ts';
import type { Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';

/**
 * Where a proof is needed for a first factor, a code to an address of the directory is one, also where it is too weak for
 * a sign-in: otherwise nobody could begin. The result of such a session never counts as a factor, whatever was proven.
 */
export function settingsForEnrolment(
  settings: Settings,
  { purpose }: Pick<Session, 'purpose'>,
  record: UserRecord,
): Settings {
  const isFirst = purpose === 'enrol' && settings.EnrolmentNeedsProof && hasNoSecondFactor(record);
  return isFirst ? { ...settings, Email_Enabled: true, Sms_Enabled: true, SmsNeedsOtherFactor: false } : settings;
}
