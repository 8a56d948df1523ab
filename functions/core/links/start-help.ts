import type { Account, UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Sessions } from '../ports/sessions.ts';
import { type BrowserSecret, hashBrowser, makeBrowserSecret } from '../sessions/browser.ts';
import { type OpenSession, rememberChallenge } from '../sessions/open-session.ts';
import type { ChallengeStep, Session } from '../sessions/session.ts';
import { makeSession } from '../sessions/start-session.ts';

export interface StartHelpDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly sessions: Sessions;
  readonly quotas: Quotas;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Nobody asks there for its password, and what is tried there counts against its person. */
const HELPS_PER_DAY = 3;

/** What the other account is proven for: to be helped by it, or to be linked to it. */
export type Errand = Extract<ChallengeStep, 'linked' | 'link'>;

export interface HelpRequest {
  readonly errand: Errand;
  /** The session that is to be helped, in the hands of its browser. */
  readonly open: OpenSession;
  readonly other: { readonly user: UserKey; readonly account: Account };
  /** Its page that takes the proof. */
  readonly returnUrl: string;
  /** What the person reads on the pages and on his phone: what this is for. */
  readonly action: string;
  readonly language: string;
}

type StartedHelp =
  | { readonly kind: 'started'; readonly session: Session; readonly secret: BrowserSecret }
  | { readonly kind: 'too-many'; readonly untilMs: number }
  /** The session that was to be helped is over. */
  | { readonly kind: 'over' };

/** Whose session the result is for, and what for: no caller is of a domain of this form, so no client can take it. */
export function takerOf({ id }: Pick<Session, 'id'>, errand: Errand): Session['client'] {
  return { domain: '#session', userId: `${errand}#${id}` };
}

/**
 * Begins a session of the linked account for this one. It is bound from its birth: nobody but the browser that has the
 * first session ever gets its secret, so that its address alone is worth nothing.
 */
export async function startHelp(
  deps: StartHelpDependencies,
  { errand, open, other, returnUrl, action, language }: HelpRequest,
): Promise<StartedHelp> {
  const first = open.session;
  const refusedUntilMs = errand === 'linked' ? await countHelp(deps, other.user) : undefined;
  if (refusedUntilMs !== undefined) return { kind: 'too-many', untilMs: refusedUntilMs };
  const secret = makeBrowserSecret(deps.random);
  const begun = makeSession(
    deps,
    {
      user: other.user,
      application: first.application,
      client: takerOf(first, errand),
      returnUrl,
      locale: language,
      context: { action },
      purpose: 'verify',
      helps: first.user,
    },
    other.account,
  );
  const session = { ...begun, browserHash: hashBrowser(begun.id, secret) };
  const created = await deps.sessions.create(session);
  if (created !== 'created') return { kind: 'too-many', untilMs: created.untilMs };
  const challenge = { correlationId: session.id, sentAtMs: session.createdAtMs, expiresAtMs: session.expiresAtMs };
  const stored = await rememberChallenge(deps, open, errand, challenge);
  return stored === 'stored' ? { kind: 'started', session, secret } : { kind: 'over' };
}

/** Until when no more is begun by this account; undefined where one more was counted. */
async function countHelp({ clock, quotas }: StartHelpDependencies, user: UserKey): Promise<number | undefined> {
  const nowMs = clock();
  const window = { limit: HELPS_PER_DAY, windowMs: DAY_MS, nowMs };
  const counted = await quotas.count({ kind: 'helping-sessions', user }, window);
  return counted === 'counted' ? undefined : (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
}
