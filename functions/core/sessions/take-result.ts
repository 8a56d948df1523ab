import { createHash } from 'node:crypto';
import { type Application, audienceOf } from '../applications/application.ts';
import { assertNever } from '../assert-never.ts';
import { standing } from '../directory/standing.ts';
import { isSameUser, type UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { signJwt } from '../tokens/sign-jwt.ts';
import type { TokenSigner } from '../tokens/token-signer.ts';
import { acrOf, amrOf, proofsOf, provesInSpiteOfLock } from './assurance.ts';
import { proofStands } from './proof-stands.ts';
import type { Session, Unproven } from './session.ts';

export interface TakeResultDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly users: Pick<Users, 'load'>;
  readonly settings: SettingsSource;
  readonly sessions: Pick<Sessions, 'find' | 'takeResult'>;
  readonly signer: Pick<TokenSigner, 'current'>;
  /** The address of this service, without a slash at the end. */
  readonly issuer: string;
}

export type SessionResult =
  /** `claims` is what the token says, for who reads no JWT. */
  | { readonly kind: 'verified'; readonly token: string; readonly claims: ResultClaims }
  | { readonly kind: Unproven }
  /** The person is still on the pages. Nothing was spent. */
  | { readonly kind: 'unfinished' }
  /** Also for a session of another client: who did not start it learns nothing. */
  | { readonly kind: 'unknown' }
  /** Of its own time, or of that of the person: he is gone, is another one, or was signed out everywhere since. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'taken-before' };

type ResultClaims = Readonly<Record<string, unknown>>;

interface ResultTaker {
  readonly client: UserKey;
  /** The application of that name, if the client may still act for it; throws when it may not, and nothing is spent. */
  readonly applicationOf: (name: string) => Promise<Application>;
}

interface Taken {
  readonly session: Session;
  readonly application: Application;
  readonly nowMs: number;
}

/** Says what the token is, so that no other token of this service can pass for it (RFC 8725 3.11). */
const RESULT_TOKEN_TYPE = 'sekisho-result+jwt';
const RESULT_TOKEN_LIFE_SECONDS = 5 * 60;

/**
 * The result of a session, for the client that started it, once. The token is signed before the write that spends the
 * result and thrown away if that write loses: a signature that fails must not cost the person another code.
 */
export async function takeResult(
  deps: TakeResultDependencies,
  id: string,
  { client, applicationOf }: ResultTaker,
): Promise<SessionResult> {
  const session = await deps.sessions.find(id);
  const nowMs = deps.clock();
  if (session === undefined || !isSameUser(session.client, client)) return { kind: 'unknown' };
  if (session.resultTaken) return { kind: 'taken-before' };
  if (session.end === undefined) {
    const isOver = session.expiresAtMs <= nowMs || (await whatChanged(deps, session)) === 'expired';
    return { kind: isOver ? 'expired' : 'unfinished' };
  }
  if ((session.resultUntilMs ?? 0) <= nowMs) return { kind: 'expired' };
  const application = await applicationOf(session.application);
  const since = session.end === 'verified' ? await whatChanged(deps, session) : undefined;
  if (since !== undefined) return { kind: since };
  const result = await resultOf(deps, { session, application, nowMs }, session.end);
  return (await deps.sessions.takeResult(id, { client, nowMs })) === 'taken' ? result : { kind: 'taken-before' };
}

/** What has become of the person since the session began, if it ends the result. Nothing is spent then. */
async function whatChanged(
  deps: TakeResultDependencies,
  { user, application, epoch, proven, purpose, end }: Session,
): Promise<'expired' | 'locked' | undefined> {
  const stored = await deps.settings.forDomain(user.domain);
  if (stored === undefined) return 'expired';
  const settings = resolveSettings(stored, application);
  const now = await standing(deps, settings, user, epoch);
  if (now.kind === 'gone') return 'expired';
  const stands = proofsOf({ purpose, proven }).filter((one) => proofStands(settings, now.record, one));
  // In an enrolment a person may remove the very factor that he has just shown.
  if (end === 'verified' && purpose === 'verify' && stands.length === 0) return 'expired';
  return now.kind === 'locked' && !provesInSpiteOfLock(stands) ? 'locked' : undefined;
}

async function resultOf(
  deps: TakeResultDependencies,
  taken: Taken,
  end: NonNullable<Session['end']>,
): Promise<SessionResult> {
  switch (end) {
    case 'verified': {
      const claims = resultClaims(deps, taken);
      return { kind: 'verified', token: await signJwt(deps.signer, { typ: RESULT_TOKEN_TYPE, claims }), claims };
    }
    case 'cancelled':
    case 'not-enrolled':
    case 'denied':
    case 'locked':
      return { kind: end };
    default:
      return assertNever(end);
  }
}

/** RFC 7519 section 4.1, OpenID Connect Core section 2 (`auth_time`, `acr`, `amr`). Times are seconds. */
function resultClaims(deps: TakeResultDependencies, { session, application, nowMs }: Taken): ResultClaims {
  const issuedAt = Math.floor(nowMs / 1000);
  const { user, client, context, purpose } = session;
  const proven = proofsOf(session);
  const provenAtMs = Math.max(...proven.map((factor) => factor.provenAtMs));
  return {
    iss: deps.issuer,
    aud: audienceOf(application),
    // OpenID Connect Core section 2; the account is one of the domain in `aud`.
    azp: client.userId,
    // OpenID Connect Back-Channel Logout section 2.1
    sid: session.id,
    sub: user.userId,
    // The same name in another domain is another person.
    domain: user.domain,
    iat: issuedAt,
    exp: issuedAt + RESULT_TOKEN_LIFE_SECONDS,
    jti: Buffer.from(deps.random(16)).toString('base64url'),
    auth_time: Math.floor(provenAtMs / 1000),
    amr: amrOf(proven),
    acr: acrOf(purpose, proven),
    ...(context?.action === undefined ? {} : { action_hash: hashAction(context.action) }),
  };
}

/** SHA-256 of the UTF-8 text in base64url: binds the token to what the person was asked to agree to. */
function hashAction(action: string): string {
  return createHash('sha256').update(action).digest('base64url');
}
