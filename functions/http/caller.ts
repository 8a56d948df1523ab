import type { Authenticator } from '../core/accounts/authenticate.ts';
import { ADMINISTRATOR_GROUP, CLIENT_GROUP } from '../core/identity/groups.ts';
import { type Account, normaliseUserId, type UserKey } from '../core/identity/user.ts';
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
  readonly defaultDomain: string;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Who calls, after the password and the group were checked; undefined where anyone may. */
export async function identifyCaller(
  deps: CallerDependencies,
  kind: CallerKind,
  headers: Headers,
): Promise<Caller | undefined> {
  if (kind === 'anyone') return undefined;
  const { name, password } = parseBasic(headers.authorization);
  const user = { domain: callerDomain(deps, headers), userId: normaliseUserId(name) };
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

function callerDomain({ defaultDomain }: CallerDependencies, headers: Headers): string {
  const named = headers['x-oauth-identity-domain-name'];
  if (named === undefined || named.trim() === '') return defaultDomain;
  const domain = DomainField.safeParse(named.trim());
  if (!domain.success) throw new ApiError('DOMAIN_UNKNOWN');
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
