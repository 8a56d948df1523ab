import { type Epoch, epochOf, isOfEpoch } from '../directory/epoch.ts';
import { standingOf } from '../directory/standing.ts';
import type { Account, UserKey } from '../directory/user.ts';
import type { TokenSettings } from '../identity-domains/identity-domain.ts';
import { lockState } from '../lock/lock.ts';
import type { RefreshFamily } from '../ports/tokens.ts';
import type { UserRecord } from '../ports/users.ts';
import type { OneTimeCode, Secret } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Accepted } from '../verify/accepted.ts';
import { pinProof } from '../verify/pin-proof.ts';
import { type TotpProofDependencies, totpProof } from '../verify/totp-proof.ts';
import { type Proof, type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';
import { type AccessTokenDependencies, accessTokenLifeSeconds, type Grant, signAccessToken } from './access-token.ts';
import { findFamily, type RefreshTokenDependencies, startFamily, useToken } from './refresh-token.ts';
import { grantedScope, narrowed, stillAllowed } from './scope.ts';
import { hasSecondFactor, PASSWORD_AND_CODE, PASSWORD_ONLY, showsSecondFactor } from './second-factor.ts';

export interface TokenDependencies
  extends AccessTokenDependencies,
    RefreshTokenDependencies,
    VerifyDependencies,
    TotpProofDependencies {}

/** The client that asks, in its domain. */
export interface TokenRequest {
  readonly client: { readonly user: UserKey; readonly account: Account };
  /** As they hold for the application of the client's name. */
  readonly settings: Settings;
  readonly lives: TokenSettings;
  readonly scope: string | undefined;
}

export type TokenOutcome =
  | {
      readonly kind: 'issued';
      readonly accessToken: Secret<string>;
      readonly scope: readonly string[];
      readonly refreshToken?: Secret<string>;
    }
  | { readonly kind: 'refused'; readonly reason: 'INVALID_GRANT' | 'INVALID_SCOPE' | 'SECOND_FACTOR_REQUIRED' }
  | { readonly kind: 'not-proven'; readonly verdict: NotProven };

type NotProven = Exclude<Verdict, Accepted>;

/** RFC 6749 section 4.4: a token for the client itself; no person, no refresh token. */
export async function grantToClient(deps: TokenDependencies, request: TokenRequest): Promise<TokenOutcome> {
  const { client, lives } = request;
  const scope = grantedScope(client.account, request.scope);
  if (scope === undefined) return { kind: 'refused', reason: 'INVALID_SCOPE' };
  const nowMs = deps.clock();
  const grant = {
    user: client.user,
    client: client.user.userId,
    scope,
    amr: [],
    authTimeMs: nowMs,
    epoch: epochOf(client.account),
  };
  const accessToken = await signAccessToken(deps, grant, { nowMs, lifeSeconds: accessTokenLifeSeconds(lives) });
  return { kind: 'issued', accessToken, scope };
}

/** Whose password was right, and his epoch when it was looked at: a new password overtakes the call. */
interface PersonOfGrant {
  readonly user: UserKey;
  readonly epoch: Epoch;
}

export interface CodeOfUser {
  readonly code: OneTimeCode;
  /** Of createOTP, for a delivered PIN; without it the code is that of an authenticator app. */
  readonly correlationId: string | undefined;
}

/**
 * RFC 6749 section 4.3, for a user whose password was right. Who has a second factor proves it in the same call, by the
 * same `verify` as everywhere. The code that confirms a new key shows only that its maker has it: no second factor.
 */
export async function grantToUser(
  deps: TokenDependencies,
  request: TokenRequest,
  { user, epoch }: PersonOfGrant,
  code: CodeOfUser | undefined,
): Promise<TokenOutcome> {
  const { client, settings, lives } = request;
  const scope = grantedScope(client.account, request.scope);
  if (scope === undefined) return { kind: 'refused', reason: 'INVALID_SCOPE' };
  const record = await deps.users.load(user);
  if (record.account === undefined || !isOfEpoch(record.account, epoch)) {
    return { kind: 'refused', reason: 'INVALID_GRANT' };
  }
  const enrolled = hasSecondFactor(record, settings);
  if (enrolled && code === undefined) return { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };
  const refusal = code === undefined ? lockOf(deps, record, settings) : await notProven(deps, request, user, code);
  if (refusal !== undefined) return { kind: 'not-proven', verdict: refusal };
  const nowMs = deps.clock();
  const amr = enrolled ? PASSWORD_AND_CODE : PASSWORD_ONLY;
  const grant: Grant = { user, client: client.user.userId, scope, amr, authTimeMs: nowMs, epoch };
  const accessToken = await signAccessToken(deps, grant, { nowMs, lifeSeconds: accessTokenLifeSeconds(lives) });
  if (!lives.refreshTokenEnabled) return { kind: 'issued', accessToken, scope };
  const { generation: clientGeneration } = client.account;
  const family = { ...grant, clientGeneration, expiresAtMs: nowMs + lives.refreshTokenExpiry * 1000 };
  return { kind: 'issued', accessToken, scope, refreshToken: await startFamily(deps, family) };
}

/**
 * RFC 6749 section 6. Everything is asked as it is now: the settings of the domain, what the client may have, and whether
 * the user stands. Who has enrolled a second factor that the family never saw signs in again.
 */
export async function grantAgain(
  deps: TokenDependencies,
  { client, settings, lives, scope: asked }: TokenRequest,
  token: Secret<string>,
): Promise<TokenOutcome> {
  const found = await findFamily(deps, token, { domain: client.user.domain, client: client.user.userId });
  if (found === undefined || isOver(found.family, client.account, lives, deps.clock())) {
    return { kind: 'refused', reason: 'INVALID_GRANT' };
  }
  const scope = narrowed(stillAllowed(found.family.scope, client.account), asked);
  if (scope === undefined) return { kind: 'refused', reason: 'INVALID_SCOPE' };
  const record = await deps.users.load(found.family.user);
  // RFC 9700 section 4.14.2: a new password ends what was begun with the old one, or by an earlier user of this name.
  const stands = standingOf(record, settings, found.family.epoch, deps.clock());
  if (stands.kind === 'gone') return { kind: 'refused', reason: 'INVALID_GRANT' };
  if (hasSecondFactor(record, settings) && !showsSecondFactor(found.family)) {
    return { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };
  }
  if (stands.kind === 'locked') return { kind: 'not-proven', verdict: lockedUntil(stands.untilMs) };
  const grant = { ...found.family, scope };
  // Signed before the token is spent: a signature that fails must not cost the user his sign-in.
  const accessToken = await signAccessToken(deps, grant, {
    nowMs: deps.clock(),
    lifeSeconds: accessTokenLifeSeconds(lives),
  });
  const refreshToken = await useToken(deps, found);
  if (refreshToken === 'reused') return { kind: 'refused', reason: 'INVALID_GRANT' };
  return { kind: 'issued', accessToken, scope, refreshToken };
}

/** By what the domain and the client say now: no refresh tokens any more, shorter ones, or another client of this name. */
function isOver(
  { authTimeMs, clientGeneration }: RefreshFamily,
  client: Account,
  { refreshTokenEnabled, refreshTokenExpiry }: TokenSettings,
  nowMs: number,
): boolean {
  const isLate = authTimeMs + refreshTokenExpiry * 1000 <= nowMs;
  return !refreshTokenEnabled || isLate || clientGeneration !== client.generation;
}

function lockedUntil(untilMs: number | undefined): NotProven {
  return { kind: 'locked', ...(untilMs === undefined ? {} : { untilMs }) };
}

function lockOf({ clock }: TokenDependencies, { credential }: UserRecord, settings: Settings): NotProven | undefined {
  const state = credential === undefined ? undefined : lockState(credential, settings, clock());
  return state?.kind === 'locked' ? state : undefined;
}

async function notProven(
  deps: TokenDependencies,
  { client, settings }: TokenRequest,
  user: UserKey,
  code: CodeOfUser,
): Promise<NotProven | undefined> {
  const verdict = await verify(deps, user, settings, proofOf(deps, client.user.userId, user, code));
  return verdict.kind === 'accepted' ? undefined : verdict;
}

function proofOf(
  deps: TokenDependencies,
  application: string,
  user: UserKey,
  { code, correlationId }: CodeOfUser,
): Proof {
  if (correlationId === undefined) return totpProof(deps, { code });
  const scope = { purpose: 'pin', ...user, application, sessionId: undefined } as const;
  return pinProof(deps, { scope, correlationId, code, mustProveFactor: true });
}
