import type { TokenSettings } from '../domains/domain.ts';
import type { Account, UserKey } from '../identity/user.ts';
import { lockState } from '../lock/lock.ts';
import type { UserRecord } from '../ports.ts';
import type { OneTimeCode, Secret } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Accepted } from '../verify/accepted.ts';
import { pinProof } from '../verify/pin-proof.ts';
import { type TotpProofDependencies, totpProof } from '../verify/totp-proof.ts';
import { type Proof, type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';
import { type AccessTokenDependencies, type Grant, signAccessToken } from './access-token.ts';
import { findFamily, type RefreshTokenDependencies, startFamily, useToken } from './refresh-token.ts';
import { grantedScope, narrowed } from './scope.ts';
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
  const grant = { user: client.user, client: client.user.userId, scope, amr: [], authTimeMs: nowMs };
  const accessToken = await signAccessToken(deps, grant, { nowMs, lifeSeconds: lives.tokenExpiry });
  return { kind: 'issued', accessToken, scope };
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
  user: UserKey,
  code: CodeOfUser | undefined,
): Promise<TokenOutcome> {
  const { client, settings, lives } = request;
  const scope = grantedScope(client.account, request.scope);
  if (scope === undefined) return { kind: 'refused', reason: 'INVALID_SCOPE' };
  const record = await deps.users.load(user);
  const enrolled = hasSecondFactor(record, settings);
  if (enrolled && code === undefined) return { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };
  const refusal = code === undefined ? lockOf(deps, record, settings) : await notProven(deps, request, user, code);
  if (refusal !== undefined) return { kind: 'not-proven', verdict: refusal };
  const nowMs = deps.clock();
  const amr = enrolled ? PASSWORD_AND_CODE : PASSWORD_ONLY;
  const grant: Grant = { user, client: client.user.userId, scope, amr, authTimeMs: nowMs };
  const accessToken = await signAccessToken(deps, grant, { nowMs, lifeSeconds: lives.tokenExpiry });
  if (!lives.refreshTokenEnabled) return { kind: 'issued', accessToken, scope };
  const family = { ...grant, expiresAtMs: nowMs + lives.refreshTokenExpiry * 1000 };
  return { kind: 'issued', accessToken, scope, refreshToken: await startFamily(deps, family) };
}

/**
 * RFC 6749 section 6. What has changed since the family began holds: a user who is gone or locked, who has a new password,
 * or who has enrolled a second factor that the family never saw, signs in again.
 */
export async function grantAgain(
  deps: TokenDependencies,
  { client, settings, lives, scope: asked }: TokenRequest,
  token: Secret<string>,
): Promise<TokenOutcome> {
  const found = await findFamily(deps, token, { domain: client.user.domain, client: client.user.userId });
  if (found === undefined) return { kind: 'refused', reason: 'INVALID_GRANT' };
  const scope = narrowed(found.family.scope, asked);
  if (scope === undefined) return { kind: 'refused', reason: 'INVALID_SCOPE' };
  const record = await deps.users.load(found.family.user);
  if (record.account === undefined) return { kind: 'refused', reason: 'INVALID_GRANT' };
  // RFC 9700 section 4.14.2: a new password ends what was begun with the old one, or by an earlier user of this name.
  if ((record.account.passwordSetAtMs ?? 0) > found.family.authTimeMs)
    return { kind: 'refused', reason: 'INVALID_GRANT' };
  if (hasSecondFactor(record, settings) && !showsSecondFactor(found.family)) {
    return { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };
  }
  const lock = lockOf(deps, record, settings);
  if (lock !== undefined) return { kind: 'not-proven', verdict: lock };
  const grant = { ...found.family, scope };
  // Signed before the token is spent: a signature that fails must not cost the user his sign-in.
  const accessToken = await signAccessToken(deps, grant, { nowMs: deps.clock(), lifeSeconds: lives.tokenExpiry });
  const refreshToken = await useToken(deps, found);
  if (refreshToken === 'reused') return { kind: 'refused', reason: 'INVALID_GRANT' };
  return { kind: 'issued', accessToken, scope, refreshToken };
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
