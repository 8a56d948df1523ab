import type { Authenticator } from '../core/accounts/authenticate.ts';
import { ADMINISTRATOR_GROUP, CLIENT_GROUP } from '../core/identity/groups.ts';
import { type Account, normaliseUserId, type UserKey } from '../core/identity/user.ts';
import type { Domains } from '../core/ports/domains.ts';
import { Secret } from '../core/secrets/secret.ts';
import { ApiError } from './api-error.ts';
import type { CallerKind } from './endpoint.ts';
import { DomainField } from './fields.ts';

export interface Caller {
  readonly user: UserKey;
  readonly account: Account;
}

export interface CallerDependencies {
  /** For clients, which call often and are remembered for minutes. */
  readonly authenticateClient: Authenticator;
  /** For people and administrators, who are asked each time. */
  readonly authenticatePerson: Authenticator;
  readonly domains: Domains;
  readonly defaultDomain: string;
}

/** What a request says of who sends it. */
export interface CallerEvidence {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Who calls, after the password and the group were checked; undefined where anyone may. */
export async function identifyCaller(
  deps: CallerDependencies,
  kind: CallerKind,
  evidence: CallerEvidence,
): Promise<Caller | undefined> {
  if (kind === 'anyone') return undefined;
  const { name, password } = parseBasic(evidence.headers.authorization);
  const user = { domain: await selectedDomain(deps, evidence), userId: normaliseUserId(name) };
  const authenticate = kind === 'client' ? deps.authenticateClient : deps.authenticatePerson;
  const account = user.userId === '' ? undefined : await authenticate(user, password);
  if (account === undefined) throw new ApiError('CREDENTIALS_INVALID', { headers: CHALLENGE });
  if (kind === 'client' && !account.groups.includes(CLIENT_GROUP)) throw new ApiError('CALLER_NOT_ALLOWED');
  if (kind === 'administrator' && !account.groups.includes(ADMINISTRATOR_GROUP))
    throw new ApiError('ADMINISTRATOR_ONLY');
  return { user, account };
}

/** RFC 7617 section 2.1. */
const CHALLENGE = { 'www-authenticate': 'Basic realm="Sekisho", charset="UTF-8"' };

function parseBasic(header: string | undefined): { name: string; password: Secret<string> } {
  const [scheme, encoded, ...rest] = (header ?? '').trim().split(/\s+/);
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) {
    throw new ApiError('CREDENTIALS_MISSING', { headers: CHALLENGE });
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || rest.length > 0 || text.length > 1024)
    throw new ApiError('CREDENTIALS_INVALID', { headers: CHALLENGE });
  return { name: text.slice(0, colon), password: new Secret(text.slice(colon + 1)) };
}

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
