import { rescuesOf } from '../../../core/journey/rescues.ts';
import { leaveSession, type OpenSessionDependencies } from '../../../core/sessions/open-session.ts';
import type { Unproven } from '../../../core/sessions/session.ts';
import { hasNoSecondFactor } from '../../../core/tokens/second-factor.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit } from '../visit.ts';
import { goHome } from './end.ts';

/** Back to the application without a proof. */
export async function leave(deps: OpenSessionDependencies, visit: ActingVisit): Promise<Reply> {
  const end = await whyLeaving(visit);
  return (await leaveSession(deps, visit.open, end)) === 'finished' ? goHome(visit.session, end) : leadTo(visit);
}

/**
 * What the application is told, by what the page could offer: whoever has no factor is to be led to his first one, whoever
 * is locked is to wait, and only who could have gone on has turned back.
 */
async function whyLeaving(visit: ActingVisit): Promise<Unproven> {
  if ((await visit.standing()).kind === 'locked' && visit.open.outlivesLock !== true) return 'locked';
  if (visit.session.purpose === 'enrol' || (await visit.offers()).length > 0) return 'cancelled';
  const record = await visit.record();
  if (rescuesOf(visit.settings, record).includes('recovery')) return 'cancelled';
  return hasNoSecondFactor(record) ? 'not-enrolled' : 'denied';
}
