import type { CreateOtpOutcome } from '../../../core/send/otp-request.ts';
import { type OpenSessionDependencies, rememberChallenge } from '../../../core/sessions/open-session.ts';
import type { ChallengeStep } from '../../../core/sessions/session.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit } from '../visit.ts';

/** After the delivery: a repeated form gets the same code and stores it, whatever was lost in between. */
export async function storeChallenge(
  deps: OpenSessionDependencies,
  visit: ActingVisit,
  step: ChallengeStep,
  { correlationId, expiresAtMs, address }: Extract<CreateOtpOutcome, { kind: 'created' }>,
): Promise<Reply> {
  const sentAtMs = expiresAtMs - visit.settings.pinExpiry;
  const challenge = { correlationId, sentAtMs, expiresAtMs, ...(address === undefined ? {} : { address }) };
  const stored = await rememberChallenge(deps, visit.open, step, challenge);
  return leadTo(visit, stored === 'stored' ? step : undefined);
}
