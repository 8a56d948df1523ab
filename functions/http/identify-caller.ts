import { type AdministrativeGroup, administers, CLIENT_GROUP, OAUTH_CLIENT_GROUP } from '../core/directory/groups.ts';
import { type Account, normaliseUserId, readUserId, type UserKey } from '../core/directory/user.ts';
import { isFor } from '../core/passwords/authenticate.ts';
import type { Secret } from '../core/secrets/secret.ts';
import { retryAfterSeconds } from '../core/verify/verify.ts';
import { proveByCode, requireFreshFactor } from './administrator.ts';
import { ApiError } from './api-error.ts';
import { asOauthClient, BASIC_CHALLENGE, type BasicCredentials, parseBasic } from './basic.ts';
import { bearerToken } from './bearer.ts';
import type { Caller, CallerDependencies, CallerEvidence, CallerOf, TokenCaller } from './callers.ts';
import type { CallerKind, Operation } from './endpoint.ts';
import { judgePassword } from './password-of-caller.ts';
import { selectedDomain } from './selected-domain.ts';

/** RFC 6750 section 3. */
const BEARER_CHALLENGE = { 'www-authenticate': 'Bearer realm="Sekisho"' };

/** Who calls, after the password and the group were checked; undefined where anyone may. */
export async function identifyCaller(
  deps: CallerDependencies,
  operation: Pick<Operation, 'caller' | 'groups'>,
  evidence: CallerEvidence,
): Promise<CallerOf<CallerKind>> {
  const { caller: kind, groups } = asWhom(operation, evidence);
  if (kind === 'anyone') return undefined;
  const token = TOKEN_KINDS.includes(kind) ? bearerToken(evidence.headers) : undefined;
  if (token !== undefined && groups !== undefined) return administratorByToken(deps, groups, token, evidence);
  if (token !== undefined) return tokenCaller(deps, token, evidence);
  if (kind === 'token') throw new ApiError('TOKEN_MISSING', { headers: BEARER_CHALLENGE });
  const signedIn = await signIn(deps, kind, evidence);
  if (signedIn === undefined) throw new ApiError('CREDENTIALS_INVALID', { headers: BASIC_CHALLENGE });
  const { user, account } = signedIn;
  if (kind === 'client' && !account.groups.includes(CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  if (kind === 'oauth-client' && !account.groups.includes(OAUTH_CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  if (isFor('clients', account)) await countRequest(deps, user);
  if (groups === undefined) return { user, account };
  return judgedKeeper({ user, account }, groups, async () => {
    const proof = await proveByCode(deps, user, evidence);
    return proof === 'proven' ? { user, account } : { user, account, passwordAlone: true };
  });
}

/** Where both may call, only a client acts for an application, and says for which one. */
function asWhom(
  { caller, groups }: Pick<Operation, 'caller' | 'groups'>,
  { query }: CallerEvidence,
): { readonly caller: CallerKind; readonly groups?: Groups | undefined } {
  if (caller !== 'client-or-administrator') return { caller, groups };
  return query.appName === undefined ? { caller: 'administrator', groups } : { caller: 'client' };
}

/** Somebody who administers, with the refusal if this is not his to do; whoever administers nothing leaves no record. */
async function judgedKeeper(caller: Caller, groups: Groups, prove: () => Promise<Caller>): Promise<Caller> {
  try {
    requireGroup(caller.account, groups);
    return await prove();
  } catch (refusal) {
    if (refusal instanceof ApiError && administers(caller.account)) return { ...caller, refusal };
    throw refusal;
  }
}

const TOKEN_KINDS: readonly CallerKind[] = ['token', 'user-or-token', 'administrator'];

type Groups = readonly AdministrativeGroup[];

function requireGroup(account: Account, groups: Groups): void {
  if (!groups.some((group) => account.groups.includes(group))) throw new ApiError('ADMINISTRATOR_ONLY');
}

/** By a token of this service: what another issuer says of a second factor is good for his users, not for their keepers. */
async function administratorByToken(
  deps: CallerDependencies,
  groups: Groups,
  token: Secret<string>,
  evidence: CallerEvidence,
): Promise<Caller> {
  if (deps.administrators === undefined)
    throw new TypeError('this endpoint has administrators but no way to know them');
  const { user, token: verified } = await tokenCaller(deps, token, evidence, { ownAlone: true });
  const account = await deps.administrators.findAccount(user);
  if (account === undefined) throw new ApiError('TOKEN_INVALID', { headers: BEARER_CHALLENGE });
  return judgedKeeper({ user, account }, groups, async () => {
    requireFreshFactor(verified, deps.clock());
    return { user, account };
  });
}

async function countRequest({ clientQuota, clock }: CallerDependencies, client: UserKey): Promise<void> {
  const untilMs = await clientQuota(client);
  if (untilMs === undefined) return;
  const headers = { 'retry-after': String(retryAfterSeconds(untilMs, clock())) };
  throw new ApiError('CLIENT_QUOTA_EXCEEDED', { headers });
}

/** The user of an access token that is good for the domain that the request names. */
async function tokenCaller(
  deps: CallerDependencies,
  token: Secret<string>,
  evidence: CallerEvidence,
  { ownAlone = false } = {},
): Promise<TokenCaller> {
  if (deps.accessTokens === undefined) throw new TypeError('this endpoint takes tokens but was given no way to check');
  const domain = await deps.domains.find(await selectedDomain(deps, evidence));
  const asked = domain && ownAlone ? { ...domain, trustedIssuers: [] } : domain;
  const verified = asked && (await deps.accessTokens.verify(token, asked));
  if (verified === undefined) throw new ApiError('TOKEN_INVALID', { headers: BEARER_CHALLENGE });
  return { user: verified.user, token: verified };
}

async function signIn(
  deps: CallerDependencies,
  kind: CallerKind,
  evidence: CallerEvidence,
): Promise<Caller | undefined> {
  const sent = parseBasic(evidence.headers.authorization);
  const domain = await selectedDomain(deps, evidence);
  const isClient = kind === 'client' || kind === 'oauth-client';
  const authenticate = isClient ? deps.authenticateClient : deps.authenticatePerson;
  const tryAs = async ({ name, password, orPassword }: BasicCredentials): Promise<Caller | undefined> => {
    const user = { domain, userId: normaliseUserId(name) };
    if (readUserId(user.userId) === undefined) return undefined;
    const account = await judgePassword(deps, authenticate, user, password, evidence, orPassword);
    return account && { user, account };
  };
  if (kind !== 'oauth-client') return tryAs(sent);
  const { meant, orElse } = asOauthClient(sent);
  // Whoever has guessed at the other name must not keep this one out.
  const byMeant = orElse === undefined ? tryAs(meant) : tryAs(meant).catch(ignoreWait);
  return (await byMeant) ?? (orElse && tryAs(orElse));
}

function ignoreWait(error: unknown): undefined {
  if (error instanceof ApiError && error.code === 'PASSWORD_TRIES_LIMITED') return undefined;
  throw error;
}
