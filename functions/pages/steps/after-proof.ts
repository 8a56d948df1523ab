import { assertNever } from '../../core/assert-never.ts';
import type { Proven } from '../../core/journey/prove-code.ts';
import type { Sessions } from '../../core/sessions/sessions.ts';
import type { Reply } from '../../http/reply.ts';
import { type Message, verdictMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import type { ActingVisit } from '../visit.ts';

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
  if (recorded === 'blocked') return seeOther(visit.path());
  switch (verdict.kind) {
    case 'accepted':
      return {
        ...seeOther(visit.session.purpose === 'verify' ? visit.returnAddress : visit.path()),
        counts: 'Accepted',
      };
    case 'locked':
      // The session has ended with the lock; its page says until when.
      return { ...seeOther(visit.path()), code: 'USER_LOCKED' };
    case 'rejected': {
      const now = await deps.sessions.find(visit.session.id);
      if (now?.end === 'verified') return seeOther(visit.returnAddress);
      return { ...again(verdictMessage(visit.settings, verdict)), code: verdict.reason };
    }
    case 'unknown-user':
    case 'busy':
      return again(verdictMessage(visit.settings, verdict));
    default:
      return assertNever(verdict);
  }
}
