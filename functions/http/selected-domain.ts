import { ApiError } from './api-error.ts';
import type { Caller, CallerDependencies, CallerEvidence } from './callers.ts';
import { DomainField } from './fields.ts';

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
