import type { Clock } from '../ports/clock.ts';
import type { Sessions } from '../ports/sessions.ts';
import { type BrowserSecret, hashBrowser, isSameBrowser } from './browser.ts';
import type { Session, SessionEnd } from './session.ts';

interface ViewSessionDependencies {
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'find'>;
}

export type ViewedSession =
  /** Until it is bound, whose form comes first keeps it. */
  | { readonly kind: 'open'; readonly session: Session; readonly isBound: boolean }
  /** Over, seen by its own browser: the page sends it home. */
  | { readonly kind: 'ended'; readonly session: Session & { readonly end: SessionEnd } }
  /** Out of time, or never there: a stranger learns no difference. */
  | { readonly kind: 'gone' }
  /** It belongs to the browser that came first. */
  | { readonly kind: 'other-browser' };

/**
 * A session that is only looked at. Nothing is written, so that a prefetch, a preview or a scanner of links that comes
 * before the person neither takes the session away nor uses anything up: the first form that is sent binds it.
 */
export async function viewSession(
  { clock, sessions }: ViewSessionDependencies,
  id: string,
  cookie: BrowserSecret | undefined,
): Promise<ViewedSession> {
  const session = await sessions.find(id);
  if (session === undefined || session.expiresAtMs <= clock()) return { kind: 'gone' };
  const { browserHash, end } = session;
  if (browserHash === undefined) return { kind: 'open', session, isBound: false };
  if (cookie === undefined || !isSameBrowser(hashBrowser(id, cookie), browserHash)) return { kind: 'other-browser' };
  return end === undefined ? { kind: 'open', session, isBound: true } : { kind: 'ended', session: { ...session, end } };
}
