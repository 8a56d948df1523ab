import { assertNever } from '../assert-never.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { SessionHolder, Sessions } from '../ports/sessions.ts';
import type { Verdict } from '../verify/verify.ts';
import { proofsOf } from './assurance.ts';
import { type BrowserSecret, hashBrowser, isFormToken, secretOfForm } from './browser.ts';
import { siteOf } from './return-url.ts';
import {
  type ChallengeStep,
  type Factor,
  RESULT_LIFE_MS,
  type Session,
  type SessionChallenge,
  type SessionEnd,
  type Unproven,
} from './session.ts';
import { type ViewedSession, viewSession } from './view-session.ts';

export interface OpenSessionDependencies {
  readonly clock: Clock;
  readonly sessions: Sessions;
}

interface BindDependencies extends OpenSessionDependencies {
  readonly keys: Pick<KeyRing, 'current'>;
}

/** What a form came with. */
export interface FormOfBrowser {
  /** Of a browser that does not have the session yet. */
  readonly visitor: BrowserSecret | undefined;
  /** Of the session itself. */
  readonly own: BrowserSecret | undefined;
  readonly token: string;
}

/** A session in the hands of its browser. Only `openSession` makes one, so holding it means that the browser was checked. */
export interface OpenSession {
  readonly session: Session;
  readonly browserHash: string;
  /** The person has a factor that no lock stops: his session goes on while codes are locked. */
  readonly outlivesLock?: boolean;
  /** Something is to be offered after the proof: the session goes on until the person says that he is done. */
  readonly lingers?: boolean;
}

export type OpenedSession =
  /** `secret` goes into the cookie of the session, if it `isNew` to the browser. */
  | ({ readonly kind: 'open'; readonly secret: BrowserSecret; readonly isNew: boolean } & OpenSession)
  | (Extract<ViewedSession, { kind: 'ended' }> & { readonly secret: BrowserSecret })
  /** Its own browser, but a page from before the session was bound: nothing is done, and the page is shown anew. */
  | { readonly kind: 'older-page'; readonly session: Session; readonly secret: BrowserSecret }
  /** Its time is over; its own browser may be led back. */
  | (Extract<ViewedSession, { kind: 'expired' }> & { readonly secret: BrowserSecret })
  /** The form is from no page of this browser. */
  | { readonly kind: 'stale' }
  /** The browser sends no cookie, so that no session can be its own. */
  | { readonly kind: 'no-cookie' }
  | Extract<ViewedSession, { kind: 'gone' | 'other-browser' }>;

/** Every form begins here: the browser of the first one keeps the session, with a cookie that was never seen before. */
export async function openSession(deps: BindDependencies, id: string, form: FormOfBrowser): Promise<OpenedSession> {
  const { own, visitor, token } = form;
  if (own !== undefined && isFormToken(own, id, token)) {
    return asOpened(await viewSession(deps, id, own), own, false);
  }
  if (!isFormToken(visitor, id, token)) return whyNotOurs(deps, id, form);
  const secret = secretOfForm(await deps.keys.current(), id, token);
  const first = await viewSession(deps, id, secret);
  if (first.kind === 'open' && !first.isBound) {
    const browserHash = hashBrowser(id, secret);
    const bound = await deps.sessions.bind({ id, browserHash, nowMs: deps.clock() });
    const session = { ...first.session, browserHash };
    if (bound === 'bound') return { kind: 'open', session, browserHash, secret, isNew: true };
  }
  // Whoever was faster now stands in the item: another browser, this one in another tab, or the same form.
  const viewed = first.kind === 'open' && !first.isBound ? await viewSession(deps, id, secret) : first;
  const opened = asOpened(viewed, secret, true);
  return opened.kind === 'other-browser' ? ((await olderPage(deps, id, own)) ?? opened) : opened;
}

/** Time goes before everything else: cookies end as sessions do, and a browser without them is no other one. */
async function whyNotOurs(deps: BindDependencies, id: string, { own, visitor }: FormOfBrowser): Promise<OpenedSession> {
  const viewed = await viewSession(deps, id, own);
  if (viewed.kind === 'gone') return viewed;
  if (viewed.kind === 'expired' && own !== undefined) return { ...viewed, secret: own };
  if (own !== undefined || visitor !== undefined) return { kind: 'stale' };
  return viewed.kind === 'other-browser' ? viewed : { kind: 'no-cookie' };
}

function asOpened(viewed: ViewedSession, secret: BrowserSecret, isNew: boolean): OpenedSession {
  switch (viewed.kind) {
    case 'open': {
      const { session, isBound } = viewed;
      // No browser has it, so a cookie of it is from elsewhere; or somebody was faster and cannot be seen yet.
      if (!isBound) return isNew ? { kind: 'other-browser', site: siteOf(session) } : { kind: 'stale' };
      return { kind: 'open', session, browserHash: hashBrowser(session.id, secret), secret, isNew };
    }
    case 'ended':
    case 'expired':
      return { ...viewed, secret };
    case 'gone':
    case 'other-browser':
      return viewed;
    default:
      return assertNever(viewed);
  }
}

async function olderPage(
  deps: BindDependencies,
  id: string,
  own: BrowserSecret | undefined,
): Promise<OpenedSession | undefined> {
  if (own === undefined) return undefined;
  const opened = asOpened(await viewSession(deps, id, own), own, false);
  return opened.kind === 'open' ? { kind: 'older-page', session: opened.session, secret: own } : opened;
}

/** Remembers what was sent, so that the code that comes back is checked against this and nothing else. */
export async function rememberChallenge(
  deps: OpenSessionDependencies,
  open: OpenSession,
  step: ChallengeStep,
  challenge: SessionChallenge,
): Promise<'stored' | 'blocked'> {
  return deps.sessions.putChallenge(holderOf(deps, open), step, challenge);
}

/**
 * The only way to a proven factor: a verdict that `verify()` made, or the reading of one. An accepted one is recorded and ends a session whose
 * purpose is to verify, in one write; a lock ends a session in which nothing but codes could be proven. `blocked` means that the session was over meanwhile
 * and that the verdict counts for nothing here.
 */
export async function recordVerdict(
  deps: OpenSessionDependencies,
  open: OpenSession,
  proves: { readonly factor: Factor; readonly step?: ChallengeStep; readonly challenge?: string; readonly of?: string },
  verdict: Verdict,
): Promise<'recorded' | 'unchanged' | 'blocked'> {
  const holder = holderOf(deps, open);
  switch (verdict.kind) {
    case 'accepted': {
      const { provenAtMs, passkey, deviceId, of } = verdict;
      const enrols = proves.step?.startsWith('add-') === true;
      const traits = {
        ...(passkey === undefined ? {} : { passkey }),
        ...(deviceId === undefined ? {} : { deviceId }),
        ...(of === undefined ? {} : { of }),
        ...(enrols ? { enrols } : {}),
      };
      const proven = { step: undefined, ...proves, provenAtMs, ...traits };
      const { purpose, helps } = open.session;
      // Whoever proves a linked account has not shown its password: nothing is to be added there.
      const isDone = helps !== undefined || (purpose === 'verify' && open.lingers !== true && !enrols);
      const ending = isDone ? endingOf(holder, 'verified') : undefined;
      return deps.sessions.prove(holder, proven, ending);
    }
    case 'locked':
      if (open.outlivesLock === true) return 'unchanged';
      return (await deps.sessions.finish(holder, endingOf(holder, 'locked'))) === 'finished' ? 'recorded' : 'blocked';
    case 'rejected':
    case 'unknown-user':
    case 'busy':
      return 'unchanged';
    default:
      return assertNever(verdict);
  }
}

/** The session is over without a proof; nothing that was proven in it counts. */
export async function leaveSession(
  deps: OpenSessionDependencies,
  open: OpenSession,
  end: Unproven,
): Promise<'finished' | 'blocked'> {
  const holder = holderOf(deps, open);
  return deps.sessions.finish(holder, endingOf(holder, end));
}

/** What outlived its first proof is over when the person says so: an enrolment, or a sign-in after which something was offered. */
export async function finishEnrolment(
  deps: OpenSessionDependencies,
  open: OpenSession,
): Promise<'finished' | 'blocked' | 'nothing-proven'> {
  if (proofsOf(open.session).length === 0) return 'nothing-proven';
  const holder = holderOf(deps, open);
  return deps.sessions.finish(holder, endingOf(holder, 'verified'));
}

function holderOf(deps: OpenSessionDependencies, { session, browserHash }: OpenSession): SessionHolder {
  return { id: session.id, browserHash, nowMs: deps.clock() };
}

function endingOf({ nowMs }: SessionHolder, end: SessionEnd): { end: SessionEnd; resultUntilMs: number } {
  return { end, resultUntilMs: nowMs + RESULT_LIFE_MS };
}
