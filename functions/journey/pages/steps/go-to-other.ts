import { assertNever } from '../../../core/assert-never.ts';
import { type HelpRequest, type StartHelpDependencies, startHelp } from '../../../core/links/start-help.ts';
import { sessionCookie } from '../../../http/browser-cookie.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import { seeOther } from '../page-reply.ts';
import type { ActingVisit } from '../visit.ts';

export interface GoToOtherDependencies extends StartHelpDependencies {
  readonly publicUrl: string;
}

/** To the pages of another account of the person, in this browser; they lead back to the step that the errand names. */
export async function goToOther(
  deps: GoToOtherDependencies,
  visit: ActingVisit,
  request: Pick<HelpRequest, 'errand' | 'other' | 'action'>,
): Promise<Reply> {
  const { open, language } = visit;
  const returnUrl = `${deps.publicUrl}${visit.path(request.errand)}`;
  const started = await startHelp(deps, { ...request, open, language, returnUrl });
  switch (started.kind) {
    case 'started': {
      const { session, secret } = started;
      return { ...seeOther(`/mfa/s/${session.id}`), cookies: [sessionCookie(session.id, secret)] };
    }
    case 'too-many':
      return { ...leadTo(visit, request.errand, { error: 'busy' }), code: 'SESSION_LIMIT_REACHED' };
    case 'over':
      return leadTo(visit);
    default:
      return assertNever(started);
  }
}
