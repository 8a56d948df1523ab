import type { Clock } from '../ports/clock.ts';
import type { Sessions } from '../ports/sessions.ts';
import { type BrowserSecret, hashBrowser, isSameBrowser } from './browser.ts';
import { siteOf } from './return-url.ts';
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
  /** Out of time, seen by its own browser: the page leads back to the application. */
  | { readonly kind: 'expired'; readonly session: Session }
  /** Out of time or never there, for all that a stranger is told. */
  | { readonly kind: 'gone'; readonly site?: string }
  /** It belongs to the browser that came first. */
  | { readonly kind: 'other-browser'; readonly site: string };

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
  if (session === undefined) return { kind: 'gone' };
  const { browserHash, end } = session;
  const isOver = session.expiresAtMs <= clock();
  const isOwn =
    browserHash !== undefined && cookie !== undefined && isSameBrowser(hashBrowser(id, cookie), browserHash);
  if (isOwn && end !== undefined) return { kind: 'ended', session: { ...session, end } };
  if (isOwn) return isOver ? { kind: 'expired', session } : { kind: 'open', session, isBound: true };
  // Whoever has the address may know whose site leads here: the policy of an open page tells it too.
  const site = siteOf(session);
  if (isOver) return { kind: 'gone', site };
  return browserHash === undefined ? { kind: 'open', session, isBound: false } : { kind: 'other-browser', site };
}
