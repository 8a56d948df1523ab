import { assertNever } from '../assert-never.ts';
import type { Clock } from '../ports.ts';
import type { Verdict } from '../verify/verify.ts';
import { type BrowserSecret, hashBrowser } from './browser.ts';
import { type Factor, RESULT_LIFE_MS, type Session, type SessionChallenge, type SessionEnd } from './session.ts';
import type { SessionHolder, Sessions } from './sessions.ts';
import { type ViewedSession, viewSession } from './view-session.ts';

export interface OpenSessionDependencies {
  readonly clock: Clock;
  readonly sessions: Sessions;
}

/** A session in the hands of its browser. Only `openSession` makes one, so holding it means that the browser was checked. */
export interface OpenSession {
  readonly session: Session;
  readonly browserHash: string;
}

export type OpenedSession = ({ readonly kind: 'open' } & OpenSession) | Exclude<ViewedSession, { kind: 'open' }>;

/** Every form begins here: the browser of the first one keeps the session. */
export async function openSession(
  deps: OpenSessionDependencies,
  id: string,
  cookie: BrowserSecret,
): Promise<OpenedSession> {
  const browserHash = hashBrowser(id, cookie);
  let viewed = await viewSession(deps, id, cookie);
  if (viewed.kind === 'open' && !viewed.isBound) {
    const bound = await deps.sessions.bind({ id, browserHash, nowMs: deps.clock() });
    if (bound === 'bound') return { kind: 'open', session: { ...viewed.session, browserHash }, browserHash };
    // Another browser was faster, or this one in another tab: whoever it was now stands in the item.
    viewed = await viewSession(deps, id, cookie);
  }
  if (viewed.kind !== 'open') return viewed;
  return viewed.isBound ? { kind: 'open', session: viewed.session, browserHash } : { kind: 'other-browser' };
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
