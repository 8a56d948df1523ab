import { assertNever } from '../../../core/assert-never.ts';
import { standingOf } from '../../../core/directory/standing.ts';
import type { Proven } from '../../../core/journey/prove-code.ts';
import type { Users } from '../../../core/ports/users.ts';
import { leaveSession, type OpenSessionDependencies } from '../../../core/sessions/open-session.ts';
import type { Reply } from '../../../http/reply.ts';
import { type Message, verdictMessage } from '../messages.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit } from '../visit.ts';
import { goHome } from './end.ts';
import { type ResetOverDependencies, tellOfEndedReset } from './tell-of-reset.ts';

export interface AfterProofDependencies extends OpenSessionDependencies, ResetOverDependencies {
  readonly clock: OpenSessionDependencies['clock'];
  readonly users: Pick<Users, 'load'>;
}

/**
 * Where a verdict leads. `again` goes back to the same page with a message. A second click sends the same code twice:
 * the one that comes second finds it used, but the session is already through.
 */
export async function afterProof(
  deps: AfterProofDependencies,
  visit: ActingVisit,
  { verdict, recorded }: Proven,
  again: (message: Message) => Reply,
): Promise<Reply> {
  if (recorded === 'blocked') return leadTo(visit);
  switch (verdict.kind) {
    case 'accepted':
      await tellOfEndedReset(deps, visit);
      return {
        ...(visit.session.purpose === 'verify' && visit.open.lingers !== true
          ? goHome(visit.session, 'verified')
          : leadTo(visit)),
        counts: 'Accepted',
      };
    case 'locked':
      // The session has ended with the lock, or a passkey is left: the first page says until when, to who may be told.
      // Who may not be told hears of a locked code what he hears of a wrong one.
      return { ...(isQuiet(visit) ? again({ error: 'plain' }) : leadTo(visit)), code: 'USER_LOCKED' };
    case 'rejected': {
      const before = await throughBefore(deps, visit);
      if (before !== undefined) return before;
      if (await beginsLock(deps, visit)) return { ...leadTo(visit), code: verdict.reason };
      return { ...again(verdictMessage(visit.settings, verdict)), code: verdict.reason };
    }
    case 'unknown-user':
    case 'busy':
      return again(verdictMessage(visit.settings, verdict));
    default:
      return assertNever(verdict);
  }
}

function isQuiet({ settings, open }: ActingVisit): boolean {
  return !settings.VerboseOutput && open.outlivesLock === true;
}

/** Of two answers at once the other one was right. */
export async function throughBefore(
  { sessions }: Pick<AfterProofDependencies, 'sessions'>,
  visit: ActingVisit,
): Promise<Reply | undefined> {
  const { session } = visit;
  const now = await sessions.find(session.id);
  if (now?.end === 'verified') return goHome(now, now.end);
  const goesOn = session.purpose === 'verify' && now !== undefined && now.proven.length > session.proven.length;
  return goesOn ? leadTo(visit) : undefined;
}

/** The wrong code that used up the tries is told of the lock, and not that there is another try. */
async function beginsLock(deps: AfterProofDependencies, { session, settings, open }: ActingVisit): Promise<boolean> {
  if (!settings.VerboseOutput) return false;
  const { kind } = standingOf(await deps.users.load(session.user), settings, session.epoch, deps.clock());
  if (kind !== 'locked') return false;
  if (open.outlivesLock !== true) await leaveSession(deps, open, 'locked');
  return true;
}
