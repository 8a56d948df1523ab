import type { Session } from '../../../core/sessions/session.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import { languageCookie } from '../language.ts';
import { keptQuery } from '../notice.ts';
import { addressOf, pageReply } from '../page-reply.ts';
import type { PageContent } from '../views/frame.ts';
import type { ActingVisit, Visit } from '../visit.ts';

/** One segment of the address below a session. */
export interface Step {
  /** Changes nothing. */
  show(visit: Visit, request: PageRequest): Promise<Reply>;
  act(visit: ActingVisit, request: Pick<PageRequest, 'form' | 'headers'>): Promise<Reply>;
}

/** A page in the hands of the browser that the session belongs to, or will with its first form. */
export function answer(visit: Visit, content: PageContent, status = 200): Promise<Reply> {
  const { settings, session, assets, nowMs, domain } = visit;
  const isOpen = visit.end === undefined && !visit.isExpired;
  const frame = {
    words: visit,
    assets,
    operator: { name: settings.PageName, logo: settings.PageLogo },
    who: { user: shownUserOf(session), application: session.application, domain },
    path: addressOf(visit.here.path, keptQuery(visit, visit.here.query)),
    ...(isOpen ? { ends: { inMs: session.expiresAtMs - nowMs, path: visit.path() } } : {}),
  };
  const cookies = [
    ...visit.cookies,
    ...(visit.chosenLanguage === undefined ? [] : [languageCookie(visit.chosenLanguage)]),
  ];
  return pageReply(frame, content, { status, cookies, formsMayLeadTo: session.returnUrl });
}

/** Whoever comes from another account of the person may know the password of that one alone: he learns no name by it. */
function shownUserOf({ user, helps }: Session): Session['user'] {
  return helps === undefined ? user : { ...user, userId: `${[...user.userId].slice(0, 2).join('')}•••` };
}
