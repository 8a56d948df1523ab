import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Enrolments } from '../ports/push.ts';
import { hashEnrolmentCode, normaliseEnrolmentCode } from './enrolment-code.ts';

interface PreviewDependencies {
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly enrolments: Pick<Enrolments, 'find'>;
}

/**
 * Whose account a code adds, for the eyes of the person before anything is added. Nothing is spent. Who holds the code
 * could add the device and learn the name by that; guessing one of 50 bits is no easier here than there.
 */
export async function previewEnrolment(
  { clock, keys, enrolments }: PreviewDependencies,
  code: string,
): Promise<UserKey | undefined> {
  const owner = await enrolments.find(hashEnrolmentCode(await keys.current(), normaliseEnrolmentCode(code)), clock());
  return owner?.user;
}
