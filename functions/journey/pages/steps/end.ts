import { lockState } from '../../../core/lock/lock.ts';
import { addressOfReturn } from '../../../core/sessions/return-url.ts';
import type { Session, SessionEnd } from '../../../core/sessions/session.ts';
import type { Reply } from '../../../http/reply.ts';
import { seeOther } from '../page-reply.ts';
import { nothingPage } from '../views/choose.ts';
import { cancelledPage, deniedPage, donePage, lockedPage, refusedPage, unlockedPage } from '../views/endings.ts';
import type { Visit } from '../visit.ts';
import { answer } from './step.ts';

/** To the application, with its `state`: it is told here, after the end, and nowhere else. */
export function goHome(session: Session, end: SessionEnd | 'expired'): Reply {
  return seeOther(addressOfReturn({ ...session, end }));
}

/** A session that is over, seen again by its own browser: after a reload or a step back. */
export async function showEnd(visit: Visit, end: SessionEnd): Promise<Reply> {
  switch (end) {
    case 'verified':
      return answer(visit, donePage(visit));
    case 'cancelled':
      return answer(visit, cancelledPage(visit));
    case 'not-enrolled':
      return answer(visit, nothingPage(visit, 'nothing'));
    case 'denied':
      return answer(visit, deniedPage(visit));
    case 'locked': {
      if (!visit.settings.VerboseOutput) return answer(visit, refusedPage(visit));
      const { credential } = await visit.record();
      const state = credential && lockState(credential, visit.settings, visit.nowMs);
      return answer(visit, state?.kind === 'locked' ? lockedPage(visit, state.untilMs) : unlockedPage(visit));
    }
    default:
      return end satisfies never;
  }
}
