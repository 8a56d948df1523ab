import { assertNever } from '../../../core/assert-never.ts';
import type { Proven } from '../../../core/journey/prove-code.ts';
import type { Sessions } from '../../../core/ports/sessions.ts';
import type { Reply } from '../../../http/reply.ts';
import { type Message, verdictMessage } from '../messages.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit } from '../visit.ts';
import { goHome } from './end.ts';

/**
 * Where a verdict leads. `again` goes back to the same page with a message. A second click sends the same code twice:
 * the one that comes second finds it used, but the session is already through.
 */
export async function afterProof(
  deps: { readonly sessions: Pick<Sessions, 'find'> },
  visit: ActingVisit,
  { verdict, recorded }: Proven,
  again: (message: Message) => Reply,
): Promise<Reply> {
  if (recorded === 'blocked') return leadTo(visit);
  switch (verdict.kind) {
    case 'accepted':
      return {
        ...(visit.session.purpose === 'verify' ? goHome(visit.session, 'verified') : leadTo(visit)),
        counts: 'Accepted',
      };
    case 'locked':
      // The session has ended with the lock; its page says until when.
      return { ...leadTo(visit), code: 'USER_LOCKED' };
    case 'rejected': {
      const now = await deps.sessions.find(visit.session.id);
      if (now?.end === 'verified') return goHome(now, now.end);
      return { ...again(verdictMessage(visit.settings, verdict)), code: verdict.reason };
    }
    case 'unknown-user':
    case 'busy':
      return again(verdictMessage(visit.settings, verdict));
    default:
      return assertNever(verdict);
  }
}
