import { type BrowserSecret, makeBrowserSecret } from './browser.ts';
import { type OpenedSession, type OpenSessionDependencies, openSession } from './open-session.ts';
import type { Session } from './session.ts';

export type ViewedSession =
  /** `cookie` is to be set; until the session is bound, it is whose form comes first that keeps it. */
  | { readonly kind: 'open'; readonly session: Session; readonly cookie: BrowserSecret; readonly isBound: boolean }
  | Exclude<OpenedSession, { kind: 'open' }>;

/**
 * A session that is only looked at. Nothing is written, so that a prefetch, a preview or a scanner of links that comes
 * before the person neither takes the session away nor uses anything up: the first form that is sent binds it.
 */
export async function viewSession(
  deps: OpenSessionDependencies,
  id: string,
  cookie: BrowserSecret | undefined,
): Promise<ViewedSession> {
  const session = await deps.sessions.find(id);
  if (session === undefined || session.expiresAtMs <= deps.clock()) return { kind: 'gone' };
  if (session.browserHash === undefined) {
    return { kind: 'open', session, cookie: cookie ?? makeBrowserSecret(deps.random), isBound: false };
  }
  const opened = await openSession({ ...deps, sessions: { ...deps.sessions, find: async () => session } }, id, cookie);
  if (opened.kind !== 'open' || cookie === undefined)
    return opened.kind === 'open' ? { kind: 'other-browser' } : opened;
  return { kind: 'open', session, cookie, isBound: true };
}
