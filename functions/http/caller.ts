import { assertNever } from '../core/assert-never.ts';
import { type AdministrativeGroup, administers, CLIENT_GROUP, OAUTH_CLIENT_GROUP } from '../core/directory/groups.ts';
import { type Account, normaliseUserId, readUserId, type UserKey } from '../core/directory/user.ts';
import { isFor } from '../core/passwords/authenticate.ts';
import type { ClientQuota } from '../core/passwords/client-quota.ts';
import type { GuardedAuthenticator } from '../core/passwords/guard-passwords.ts';
import type { ProveAdministrator } from '../core/passwords/prove-administrator.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Domains } from '../core/ports/domains.ts';
import type { AccessTokens, VerifiedToken } from '../core/ports/tokens.ts';
import type { Users } from '../core/ports/users.ts';
import type { Secret } from '../core/secrets/secret.ts';
import { retryAfterSeconds } from '../core/verify/verify.ts';
import { proveByCode, requireFreshFactor } from './administrator.ts';
import { ApiError } from './api-error.ts';
import { BASIC_CHALLENGE, parseBasic } from './basic.ts';
import { bearerToken } from './bearer.ts';
import type { CallerKind, Operation } from './endpoint.ts';
import { DomainField } from './fields.ts';
import { networksOf } from './network.ts';

export interface Caller {
  readonly user: UserKey;
  readonly account: Account;
  /** Of an administrator who has no second factor yet. */
  readonly passwordAlone?: true;
  /** Why somebody who administers may not do this. It is answered when the record says that he tried. */
  readonly refusal?: ApiError;
}

/** A user who calls with an access token. Whether he still exists is for the operation to find out. */
interface TokenCaller {
  readonly user: UserKey;
  readonly token: VerifiedToken;
}

interface CallersByKind {
  readonly anyone: undefined;
  readonly client: Caller;
  readonly 'oauth-client': Caller;
  readonly user: Caller;
  readonly 'client-or-user': Caller;
  readonly token: TokenCaller;
  readonly 'user-or-token': Caller | TokenCaller;
  readonly administrator: Caller;
}

export type CallerOf<Kind extends CallerKind> = CallersByKind[Kind];

export interface CallerDependencies {
  /** For clients, which call often and are remembered for minutes. It looks at nobody else's password. */
  readonly authenticateClient: GuardedAuthenticator;
  /** For people and administrators, who are asked each time. */
  readonly authenticatePerson: GuardedAuthenticator;
  readonly clientQuota: ClientQuota;
  readonly clock: Clock;
  /** Missing in functions to which nobody brings a token. */
  readonly accessTokens?: AccessTokens;
  /** Missing in functions that nobody administers with. */
  readonly administrators?: {
    readonly prove: ProveAdministrator;
    readonly findAccount: Users['findAccount'];
  };
  readonly domains: Domains;
  readonly defaultDomain: string;
}

/** What a request says of who sends it. */
export interface CallerEvidence {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The network address that the request came from. */
  readonly sourceAddress: string;
}

/** Who calls, after the password and the group were checked; undefined where anyone may. */
export async function identifyCaller(
  deps: CallerDependencies,
  { caller: kind, groups }: Pick<Operation, 'caller' | 'groups'>,
  evidence: CallerEvidence,
): Promise<CallerOf<CallerKind>> {
  if (kind === 'anyone') return undefined;
  const token = TOKEN_KINDS.includes(kind) ? bearerToken(evidence.headers) : undefined;
  if (token !== undefined && groups !== undefined) return administratorByToken(deps, groups, token, evidence);
  if (token !== undefined) return tokenCaller(deps, token, evidence);
  if (kind === 'token') throw new ApiError('TOKEN_MISSING', { headers: BEARER_CHALLENGE });
  const { name, password } = parseBasic(evidence.headers.authorization);
  const user = { domain: await selectedDomain(deps, evidence), userId: normaliseUserId(name) };
  const account = await accountOf(deps, kind, user, password, evidence);
  if (account === undefined) throw new ApiError('CREDENTIALS_INVALID', { headers: BASIC_CHALLENGE });
  if (kind === 'client' && !account.groups.includes(CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  if (kind === 'oauth-client' && !account.groups.includes(OAUTH_CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  if (isFor('clients', account)) await countRequest(deps, user);
  if (groups === undefined) return { user, account };
  return judgedKeeper({ user, account }, groups, async () => {
    const proof = await proveByCode(deps, user, evidence);
    return proof === 'proven' ? { user, account } : { user, account, passwordAlone: true };
  });
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

async function accountOf(
  deps: CallerDependencies,
  kind: CallerKind,
  user: UserKey,
  password: Secret<string>,
  evidence: CallerEvidence,
): Promise<Account | undefined> {
  if (readUserId(user.userId) === undefined) return undefined;
  const isClient = kind === 'client' || kind === 'oauth-client';
  return judge(deps, isClient ? deps.authenticateClient : deps.authenticatePerson, user, password, evidence);
}

/** The account of a person; undefined when the password is wrong, an error when nobody looks at it for a while. */
export function personOf(
  deps: Pick<CallerDependencies, 'authenticatePerson' | 'clock'>,
  user: UserKey,
  password: Secret<string>,
  evidence: Pick<CallerEvidence, 'sourceAddress'>,
): Promise<Account | undefined> {
  return judge(deps, deps.authenticatePerson, user, password, evidence);
}

async function judge(
  { clock }: Pick<CallerDependencies, 'clock'>,
  authenticate: GuardedAuthenticator,
  user: UserKey,
  password: Secret<string>,
  { sourceAddress }: Pick<CallerEvidence, 'sourceAddress'>,
): Promise<Account | undefined> {
  const verdict = await authenticate(user, password, networksOf(sourceAddress));
  switch (verdict.kind) {
    case 'right':
      return verdict.account;
    case 'wrong':
      return undefined;
    case 'wait': {
      const seconds = retryAfterSeconds(verdict.untilMs, clock());
      throw new ApiError('PASSWORD_TRIES_LIMITED', { headers: { 'retry-after': String(seconds) } });
    }
    default:
      return assertNever(verdict);
  }
}

/** RFC 6750 section 3. */
const BEARER_CHALLENGE = { 'www-authenticate': 'Bearer realm="Sekisho"' };

/**
 * The domain that a request names: by OAM's header, else by `identityDomain` in the query, else the default one. That a
 * domain does not exist is no secret, and is said before any password is looked at.
 */
export async function selectedDomain(
  { defaultDomain, domains }: Pick<CallerDependencies, 'defaultDomain' | 'domains'>,
  { headers, query }: CallerEvidence,
): Promise<string> {
  const named = headers['x-oauth-identity-domain-name']?.trim() || query.identityDomain?.trim();
  if (named === undefined || named === '' || named === defaultDomain) return defaultDomain;
  const domain = DomainField.safeParse(named);
  if (!domain.success || (await domains.find(domain.data)) === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  return domain.data;
}

/**
 * The domain of the users that a call is about. A client of the default domain may name another one (`idStore`), as in
 * OAM, where all clients live in one store; a client of any other domain stays in it.
 */
export function domainOfUsers({ defaultDomain }: { defaultDomain: string }, caller: Caller, named?: string): string {
  const own = caller.user.domain;
  if (named === undefined || named === own) return own;
  if (own !== defaultDomain) throw new ApiError('CALLER_NOT_ALLOWED');
  return named;
}
