import type { Application } from '../applications/application.ts';
import { epochOf } from '../directory/epoch.ts';
import type { Account } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { Users } from '../ports/users.ts';
import { makePasskeyChallenge } from './passkey-challenge.ts';
import { SESSION_LIFE_MS, type Session, type SessionRequest } from './session.ts';

export interface StartSessionDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly users: Pick<Users, 'findAccount'>;
  readonly sessions: Pick<Sessions, 'create'>;
}

type StartedSession =
  | { readonly kind: 'started'; readonly session: Session }
  | { readonly kind: 'unknown-user' }
  /** The user has as many open ones as he may have. */
  | { readonly kind: 'too-many'; readonly untilMs: number }
  | { readonly kind: 'return-url-not-registered' };

/** NIST SP 800-63B-4 5.1 asks for 64 bits; this one stands in addresses, so it has 192. */
const SESSION_ID_BYTES = 24;

/** Begins a session for a user whose first factor the application has checked. */
export async function startSession(
  deps: StartSessionDependencies,
  application: Pick<Application, 'returnUrls'>,
  request: SessionRequest,
): Promise<StartedSession> {
  // Letter by letter: prefixes, patterns and other spellings are how open redirects are made (RFC 9700 4.1.3).
  if (!application.returnUrls.includes(request.returnUrl)) return { kind: 'return-url-not-registered' };
  const account = await deps.users.findAccount(request.user);
  if (account === undefined) return { kind: 'unknown-user' };
  const session = makeSession(deps, request, account);
  const created = await deps.sessions.create(session);
  if (created !== 'created') return { kind: 'too-many', untilMs: created.untilMs };
  return { kind: 'started', session };
}

/** A session at its beginning. Nobody has it yet. */
export function makeSession(
  { clock, random }: Pick<StartSessionDependencies, 'clock' | 'random'>,
  { locale, ...asked }: SessionRequest,
  account: Account,
): Session {
  const createdAtMs = clock();
  const expiresAtMs = createdAtMs + SESSION_LIFE_MS;
  return {
    ...asked,
    ...(locale === undefined ? {} : { locale }),
    id: Buffer.from(random(SESSION_ID_BYTES)).toString('base64url'),
    epoch: epochOf(account),
    createdAtMs,
    expiresAtMs,
    proven: [],
    challenges: { passkey: makePasskeyChallenge(random, createdAtMs, expiresAtMs) },
    resultTaken: false,
  };
}
