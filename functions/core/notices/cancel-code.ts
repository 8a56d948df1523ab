import type { KeyRing } from '../ports/key-ring.ts';
import type { CodeOwner, Enrolments } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { formatEnrolmentCode, generateEnrolmentCode, hashCancelCode } from '../push/enrolment-code.ts';

export interface CancelCodeDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly enrolments: Pick<Enrolments, 'add'>;
}

export interface CancelCode {
  /** As the person reads and types it. */
  readonly code: string;
  /** Its hash, which leads to the person as long as the code lives. */
  readonly ticket: string;
}

/** Makes the code with which a person says "not me" of something that others began. */
export async function makeCancelCode(
  { random, keys, enrolments }: CancelCodeDependencies,
  owner: CodeOwner,
): Promise<CancelCode> {
  const code = generateEnrolmentCode(random);
  const ticket = hashCancelCode(await keys.current(), code);
  await enrolments.add(ticket, owner);
  return { code: formatEnrolmentCode(code), ticket };
}
