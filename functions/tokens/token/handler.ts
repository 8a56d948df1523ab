import type * as z from 'zod';
import { assertNever } from '../../core/assert-never.ts';
import { epochOf } from '../../core/directory/epoch.ts';
import { OAUTH_CLIENT_GROUP } from '../../core/directory/groups.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { accessTokenLifeSeconds } from '../../core/tokens/access-token.ts';
import {
  grantAgain,
  grantToClient,
  grantToUser,
  type TokenDependencies,
  type TokenOutcome,
  type TokenRequest as TokenWish,
} from '../../core/tokens/token-grants.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type ActingDependencies, actAs, errandOf } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Caller, CallerEvidence } from '../../http/callers.ts';
import { personOf } from '../../http/password-of-caller.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint, type TokenRequest } from './contract.ts';

interface TokenHandlerDependencies extends TokenDependencies, ActingDependencies, ServeDependencies {
  readonly clock: TokenDependencies['clock'];
  readonly domains: Domains;
  readonly callers: ActingDependencies['callers'];
}

type Body = z.output<typeof TokenRequest>;

/** Edge of the token endpoint: which grant, for which client, under which settings; then the outcome as an answer. */
export function tokenHandler(deps: TokenHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller, ...evidence }) => {
      const wish = await wishOf(deps, caller, body.scope);
      return answer(await grant(deps, wish, body, evidence), wish, deps.clock());
    },
  });
}

async function wishOf(deps: TokenHandlerDependencies, caller: Caller, scope: string | undefined): Promise<TokenWish> {
  // A client is remembered for minutes; what it may have is asked anew.
  const account = await deps.users.findAccount(caller.user);
  if (account === undefined) throw new ApiError('CREDENTIALS_INVALID');
  if (!account.groups.includes(OAUTH_CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  const client = { ...caller, account };
  const domain = await deps.domains.find(client.user.domain);
  if (domain === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  // A client that asks for tokens is the application of its own name.
  const acting = await actAs(deps, client, client.user.userId);
  const { settings } = await errandOf(deps, client, acting, undefined);
  return { client, settings, lives: domain.tokenSettings.ACCESS_TOKEN, scope };
}

async function grant(
  deps: TokenHandlerDependencies,
  wish: TokenWish,
  body: Body,
  evidence: CallerEvidence,
): Promise<TokenOutcome> {
  switch (body.grant_type) {
    case 'client_credentials':
      return grantToClient(deps, wish);
    case 'password':
      return grantByPassword(deps, wish, body, evidence);
    case 'refresh_token':
      return grantAgain(deps, wish, new Secret(required(body, 'refresh_token')));
    default:
      throw new ApiError('UNSUPPORTED_GRANT_TYPE');
  }
}

async function grantByPassword(
  deps: TokenHandlerDependencies,
  wish: TokenWish,
  body: Body,
  evidence: CallerEvidence,
): Promise<TokenOutcome> {
  const user = { domain: wish.client.user.domain, userId: required(body, 'username') };
  const person = await personOf(deps.callers, user, new Secret(required(body, 'password')), evidence);
  if (person === undefined) return { kind: 'refused', reason: 'INVALID_GRANT' };
  const { otp_code: code, correlation_id: correlationId } = body;
  const shown = { user, epoch: epochOf(person) };
  return grantToUser(deps, wish, shown, code === undefined ? undefined : { code, correlationId });
}

function required(body: Body, field: 'username' | 'password' | 'refresh_token'): string {
  const value = body[field];
  if (value === undefined) throw new ApiError('FIELD_MISSING', { faults: [{ field, expected: 'required' }] });
  return value;
}

function answer(outcome: TokenOutcome, { lives }: TokenWish, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'issued':
      return ok({
        access_token: outcome.accessToken.reveal(),
        token_type: 'Bearer',
        expires_in: accessTokenLifeSeconds(lives),
        ...(outcome.refreshToken === undefined ? {} : { refresh_token: outcome.refreshToken.reveal() }),
        scope: outcome.scope.join(' '),
      });
    case 'refused':
      return refused('token', outcome.reason);
    case 'not-proven':
      return notProven(outcome.verdict, nowMs);
    default:
      return assertNever(outcome);
  }
}

function notProven(verdict: Extract<TokenOutcome, { kind: 'not-proven' }>['verdict'], nowMs: number): Reply {
  switch (verdict.kind) {
    case 'rejected':
      return refused('token', verdict.reason);
    case 'locked':
      return refused('token', 'USER_LOCKED', { retryAfterSeconds: retryAfterSeconds(verdict.untilMs, nowMs) });
    case 'unknown-user':
      return refused('token', 'INVALID_GRANT');
    case 'busy':
      return refused('token', 'TOO_MANY_REQUESTS', { retryAfterSeconds: 1 });
    default:
      return assertNever(verdict);
  }
}
