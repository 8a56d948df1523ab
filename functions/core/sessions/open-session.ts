import { assertNever } from '../assert-never.ts';
import type { Clock, RandomBytes } from '../ports.ts';
import type { Verdict } from '../verify/verify.ts';
import { type BrowserSecret, hashBrowser, isSameBrowser, makeBrowserSecret } from './browser.ts';
import { type Factor, RESULT_LIFE_MS, type Session, type SessionChallenge, type SessionEnd } from './session.ts';
import type { SessionHolder, Sessions } from './sessions.ts';

export interface OpenSessionDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly sessions: Sessions;
}

/** A session in the hands of its browser. Only `openSession` makes one, so holding it means that the browser was checked. */
export interface OpenSession {
  readonly session: Session;
  readonly browserHash: string;
}

export type OpenedSession =
  /** `newCookie` is to be set: this was the first visit. */
  | ({ readonly kind: 'open'; readonly newCookie?: BrowserSecret } & OpenSession)
  /** Over, seen by its own browser: the page sends it home. */
  | { readonly kind: 'ended'; readonly session: Session & { readonly end: SessionEnd } }
  /** Out of time, or never there: a stranger learns no difference. */
  | { readonly kind: 'gone' }
  /** It belongs to the browser that came first. */
  | { readonly kind: 'other-browser' };

/**
 * Every page begins here. The first browser that comes keeps the session; `cookie` is what it sent, if anything. With
 * `firstVisit: 'refused'` (every request but the first page) a browser without the session gets nothing.
 */
export async function openSession(
  deps: OpenSessionDependencies,
  id: string,
  cookie: BrowserSecret | undefined,
  firstVisit: 'allowed' | 'refused' = 'refused',
): Promise<OpenedSession> {
  const session = await deps.sessions.find(id);
  const nowMs = deps.clock();
  if (session === undefined || session.expiresAtMs <= nowMs) return { kind: 'gone' };
  if (session.browserHash !== undefined) return openBound(session, session.browserHash, cookie);
  if (firstVisit === 'refused') return { kind: 'other-browser' };
  const secret = cookie ?? makeBrowserSecret(deps.random);
  const browserHash = hashBrowser(id, secret);
  const bound = await deps.sessions.bind({ id, browserHash, nowMs });
  // Another browser was faster, or this one in another tab: whoever it was now stands in the item.
  if (bound === 'blocked') return openSession(deps, id, cookie, 'refused');
  return { kind: 'open', session: { ...session, browserHash }, browserHash, newCookie: secret };
}

function openBound(session: Session, browserHash: string, cookie: BrowserSecret | undefined): OpenedSession {
  if (cookie === undefined || !isSameBrowser(hashBrowser(session.id, cookie), browserHash)) {
    return { kind: 'other-browser' };
  }
  const { end } = session;
  return end === undefined ? { kind: 'open', session, browserHash } : { kind: 'ended', session: { ...session, end } };
}

/** Remembers what was sent, so that the code that comes back is checked against this and nothing else. */
export async function rememberChallenge(
  deps: OpenSessionDependencies,
  open: OpenSession,
  challenge: SessionChallenge,
): Promise<'stored' | 'blocked'> {
  return deps.sessions.putChallenge(holderOf(deps, open), challenge);
}

/**
 * The only way to a proven factor: a verdict of `verify()`. An accepted one is recorded and ends a session whose
 * purpose is to verify, in one write; a lock ends every session. `blocked` means that the session was over meanwhile
 * and that the verdict counts for nothing here.
 */
export async function recordVerdict(
  deps: OpenSessionDependencies,
  open: OpenSession,
  factor: Factor,
  verdict: Verdict,
): Promise<'recorded' | 'unchanged' | 'blocked'> {
  const holder = holderOf(deps, open);
  switch (verdict.kind) {
    case 'accepted': {
      const proven = { factor, provenAtMs: holder.nowMs };
      const ending = open.session.purpose === 'verify' ? endingOf(holder, 'verified') : undefined;
      return deps.sessions.prove(holder, proven, ending);
    }
    case 'locked':
      return (await deps.sessions.finish(holder, endingOf(holder, 'locked'))) === 'finished' ? 'recorded' : 'blocked';
    case 'rejected':
    case 'unknown-user':
    case 'busy':
      return 'unchanged';
    default:
      return assertNever(verdict);
  }
}

/** The person refused on the device or turned away on a page. */
export async function denySession(deps: OpenSessionDependencies, open: OpenSession): Promise<'finished' | 'blocked'> {
  const holder = holderOf(deps, open);
  return deps.sessions.finish(holder, endingOf(holder, 'denied'));
}

/** An enrolment is over when the person says so, and only after a factor was proven in this very session. */
export async function finishEnrolment(
  deps: OpenSessionDependencies,
  open: OpenSession,
): Promise<'finished' | 'blocked' | 'nothing-proven'> {
  const { purpose, proven } = open.session;
  if (purpose !== 'enrol' || proven.length === 0) return 'nothing-proven';
  const holder = holderOf(deps, open);
  return deps.sessions.finish(holder, endingOf(holder, 'verified'));
}

function holderOf(deps: OpenSessionDependencies, { session, browserHash }: OpenSession): SessionHolder {
  return { id: session.id, browserHash, nowMs: deps.clock() };
}

function endingOf({ nowMs }: SessionHolder, end: SessionEnd): { end: SessionEnd; resultUntilMs: number } {
  return { end, resultUntilMs: nowMs + RESULT_LIFE_MS };
}
