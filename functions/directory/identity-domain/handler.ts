import { assertNever } from '../../core/assert-never.ts';
import {
  type DeleteDomainDependencies,
  type DeleteDomainOutcome,
  deleteDomain,
} from '../../core/identity-domains/delete-domain.ts';
import { isFreeDomainName } from '../../core/identity-domains/domain-name.ts';
import { changeDomain, DOMAIN_DEFAULTS, type IdentityDomain } from '../../core/identity-domains/identity-domain.ts';
import { type DomainEvent, domainSentence } from '../../core/identity-domains/oam-sentence.ts';
import type { DomainStore } from '../../core/ports/identity-domains.ts';
import type { RandomBytes } from '../../core/ports/random-bytes.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Caller, CallerDependencies } from '../../http/callers.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';
import { changeOf, tokenSettingsList } from './shape.ts';

interface IdentityDomainHandlerDependencies extends ServeDependencies, DeleteDomainDependencies {
  readonly random: RandomBytes;
  readonly store: DomainStore;
  readonly callers: CallerDependencies;
}

type Query = Readonly<Record<string, string | undefined>>;

/** Edge of the identity domains: OAM's fields in, the domain and OAM's sentence about it out. */
export function identityDomainHandler(deps: IdentityDomainHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body: { name, ...fields }, caller }) => {
      requireChiefAdministrator(deps, caller);
      const id = Buffer.from(deps.random(16)).toString('hex');
      const definition = changeDomain(DOMAIN_DEFAULTS, changeOf(fields));
      const isFree = isFreeDomainName(name, deps.callers.defaultDomain);
      const created = isFree ? await deps.store.create(name, id, definition) : 'exists';
      if (created === 'exists') {
        throw refusedName(
          'a name that no domain has or looks like, is not reserved, and none with users in LDAP has had',
        );
      }
      return answer('created', { ...definition, name, id });
    },
    GET: async ({ caller, query }) =>
      answer('found', required(await deps.store.read(await named(deps, caller, query)))),
    PUT: async ({ body: { name, ...fields }, caller, query }) => {
      // Where a store is, there its bind credential goes: an administrator of one domain could fetch that of another.
      // Whose tokens are taken says who gets in, and the issuer is asked for its keys by every function.
      // What people are told stands on pages and in messages, in the operator's name.
      for (const field of ['identityStore', 'trustedIssuers', 'displayName', 'purpose'] as const) {
        if (fields[field] !== undefined) requireChiefAdministrator(deps, caller, field);
      }
      const target = await named(deps, caller, query.id === undefined ? { name, ...query } : query);
      if (name !== undefined && name !== target) throw refusedName('the name of this domain; it cannot be changed');
      return answer('modified', required(await deps.store.change(target, changeOf(fields))));
    },
    DELETE: async ({ caller, query }) => {
      requireChiefAdministrator(deps, caller);
      const name = query.name ?? (await named(deps, caller, query));
      if (name === deps.callers.defaultDomain) throw new ApiError('DOMAIN_PROTECTED');
      return deletionAnswer(await deleteDomain(deps, name, { force: query.force === 'true' }));
    },
  });
}

function deletionAnswer(outcome: DeleteDomainOutcome): Reply {
  switch (outcome.kind) {
    case 'deleted':
      return answer('deleted', outcome.domain);
    case 'unknown':
      return refused('oam', 'DOMAIN_UNKNOWN');
    case 'has-users': {
      const expected = `true, to delete ${outcome.count} users too: ${outcome.names.join(', ')}`;
      return refused('oam', 'DOMAIN_NOT_EMPTY', { faults: [{ field: 'force', expected }] });
    }
    case 'unfinished':
      return refused('oam', 'DOMAIN_DELETION_UNFINISHED', { retryAfterSeconds: 1 });
    default:
      return assertNever(outcome);
  }
}

function answer(event: DomainEvent, domain: IdentityDomain): Reply {
  const body = { message: domainSentence(event, domain), ...domain, tokenSettings: tokenSettingsList(domain) };
  return { ...ok(body), changed: { name: domain.name } };
}

function required(domain: IdentityDomain | undefined): IdentityDomain {
  if (domain === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  return domain;
}

function refusedName(expected: string): ApiError {
  return new ApiError('DOMAIN_EXISTS', { faults: [{ field: 'name', expected }] });
}

/** What reaches beyond one domain goes by the word of an administrator of the default domain alone. */
function requireChiefAdministrator(
  { callers }: { callers: CallerDependencies },
  caller: Caller,
  field?: 'identityStore' | 'trustedIssuers' | 'displayName' | 'purpose',
): void {
  if (caller.user.domain === callers.defaultDomain) return;
  const expected = 'left out: administrators of the default domain alone set it';
  throw new ApiError('ADMINISTRATOR_ONLY', field === undefined ? {} : { faults: [{ field, expected }] });
}

/** The domain that the query names; a name and an id that are not of one domain are nobody's. */
async function named(
  { callers, store }: Pick<IdentityDomainHandlerDependencies, 'callers' | 'store'>,
  caller: Caller,
  { name, id }: Query,
): Promise<string> {
  if (name === undefined && id === undefined) {
    throw new ApiError('FIELD_MISSING', { faults: [{ field: 'name', expected: 'the name or the id of a domain' }] });
  }
  const domain = administeredDomain(callers, caller, name ?? (await store.nameOf(id ?? '')));
  if (id !== undefined && (await store.read(domain))?.id !== id) throw new ApiError('DOMAIN_UNKNOWN');
  return domain;
}
