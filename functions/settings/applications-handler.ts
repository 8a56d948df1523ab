import { type Application, type ApplicationDefinition, audienceOf } from '../core/applications/application.ts';
import type { Right } from '../core/applications/rights.ts';
import { isOfOneScript } from '../core/identity/user-name.ts';
import type { ApplicationStore } from '../core/ports/applications.ts';
import type { Domains } from '../core/ports/domains.ts';
import type { Users } from '../core/ports.ts';
import { administeredDomain } from '../http/administered-domain.ts';
import { ApiError } from '../http/api-error.ts';
import { byRoute } from '../http/by-route.ts';
import type { Caller, CallerDependencies } from '../http/caller.ts';
import { ApplicationField } from '../http/fields.ts';
import { ok, type Reply } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { application, applications } from './applications-contract.ts';

interface ApplicationsDependencies extends ServeDependencies {
  readonly applicationStore: ApplicationStore;
  readonly domains: Domains;
  readonly users: Pick<Users, 'findAccount'>;
  readonly callers: CallerDependencies;
}

interface Wish {
  readonly clients: readonly string[];
  readonly returnUrls: readonly string[];
  readonly rights: readonly Right[];
}

/** Edge of the applications: administrators say which clients may act under a name, and what these may do. */
export function applicationsHandler(deps: ApplicationsDependencies): ApiHandler {
  const { applicationStore: store, callers } = deps;
  return byRoute({
    [application.path]: serve(application, deps, {
      GET: async ({ caller, path }) => ok(shown(await ownApplication(deps, caller, path.name))),
      PUT: async ({ caller, path, query, body }) => {
        const name = nameOf(path.name);
        const found = await store.read(name);
        const domain = found?.domain ?? administeredDomain(callers, caller, query.domain ?? caller.user.domain);
        // All domains share the names, and people are shown them in the operator's messages.
        if (found === undefined && !isChief(deps, caller)) throw new ApiError('ADMINISTRATOR_ONLY');
        if (!isOwn(deps, caller, domain)) throw new ApiError('ADMINISTRATOR_ONLY');
        if (found === undefined && !isOfOneScript(name)) throw invalid('name', 'letters of one script');
        if (domain !== (query.domain ?? domain)) throw new ApiError('APPLICATION_NOT_ALLOWED');
        const made = { name, ...(await ownerOf(deps, domain)), ...(await definitionOf(deps, domain, body)) };
        await put(deps, made, found === undefined);
        return { ...ok(shown(made)), changed: shown(made) };
      },
      DELETE: async ({ caller, path }): Promise<Reply> => {
        const { name, domain } = await ownApplication(deps, caller, path.name);
        if (!(await store.remove(name, domain))) throw new ApiError('APPLICATION_UNKNOWN');
        return { status: 204, changed: { name, domain } };
      },
    }),
    [applications.path]: serve(applications, deps, {
      GET: async ({ caller, query }) => {
        const all = isChief(deps, caller) && query.domain === undefined;
        const domain = all ? undefined : administeredDomain(callers, caller, query.domain ?? caller.user.domain);
        return ok({ applications: (await store.list(domain)).map(shown) });
      },
    }),
  });
}

function isChief({ callers }: ApplicationsDependencies, caller: Caller): boolean {
  return caller.user.domain === callers.defaultDomain;
}

function isOwn(deps: ApplicationsDependencies, caller: Caller, domain: string): boolean {
  return domain === caller.user.domain || isChief(deps, caller);
}

/** That of another domain is as unknown as one that nobody registered. */
async function ownApplication(
  deps: ApplicationsDependencies,
  caller: Caller,
  name: string | undefined,
): Promise<Application> {
  const found = await deps.applicationStore.read(nameOf(name));
  if (found === undefined || !isOwn(deps, caller, found.domain)) throw new ApiError('APPLICATION_UNKNOWN');
  return found;
}

function nameOf(text: string | undefined): string {
  const name = ApplicationField.safeParse(text);
  if (name.success) return name.data;
  throw invalid('name', 'letters, digits, blanks and . _ - (1 to 64)');
}

async function ownerOf(
  { domains }: ApplicationsDependencies,
  name: string,
): Promise<{ domain: string; domainId: string }> {
  const domain = await domains.find(name);
  if (domain === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  return { domain: name, domainId: domain.id };
}

/** The names of clients become the accounts that have them now. */
async function definitionOf(
  { users, callers }: ApplicationsDependencies,
  domain: string,
  { clients, returnUrls, rights }: Wish,
): Promise<ApplicationDefinition> {
  if (rights.includes('other-domains') && domain !== callers.defaultDomain) {
    throw invalid('rights', 'other-domains for applications of the default domain alone');
  }
  const accounts = await Promise.all([...new Set(clients)].map((userId) => users.findAccount({ domain, userId })));
  const known = accounts.flatMap((account) => account ?? []);
  if (known.length < accounts.length) throw invalid('clients', 'names of accounts of the domain of the application');
  return {
    clients: known.map(({ userId, generation }) => ({ userId, generation })),
    returnUrls: [...new Set(returnUrls)],
    rights: [...new Set(rights)],
  };
}

/** A name can be given and taken away meanwhile, and an answer be lost whose write was done. */
async function put(
  { applicationStore: store }: ApplicationsDependencies,
  made: Application,
  isNew: boolean,
): Promise<void> {
  const created = isNew ? await store.create(made) : 'taken';
  if (created === 'full') throw new ApiError('APPLICATION_LIMIT');
  if (created === 'stored' || (await store.replace(made)) === 'stored') return;
  throw new ApiError('APPLICATION_NOT_ALLOWED');
}

function shown({ name, domain, clients, returnUrls, rights }: Application): Readonly<Record<string, unknown>> {
  const audience = audienceOf({ name, domain });
  return { name, domain, audience, clients: clients.map(({ userId }) => userId), returnUrls, rights };
}

function invalid(field: string, expected: string): ApiError {
  return new ApiError('FIELD_INVALID', { faults: [{ field, expected }] });
}
