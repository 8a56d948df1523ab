import { type Application, audienceOf } from '../../core/applications/application.ts';
import { registerApplication } from '../../core/applications/register-application.ts';
import type { Right } from '../../core/applications/rights.ts';
import { assertNever } from '../../core/assert-never.ts';
import type { ApplicationStore } from '../../core/ports/applications.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import type { Users } from '../../core/ports/users.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { Caller, CallerDependencies } from '../../http/callers.ts';
import { ApplicationField } from '../../http/fields.ts';
import { ok, type Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { application, applications } from './applications-contract.ts';

interface ApplicationsDependencies extends ServeDependencies {
  readonly applicationStore: ApplicationStore;
  readonly domains: Domains;
  readonly users: Pick<Users, 'findAccount'>;
  readonly callers: CallerDependencies;
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
        if (domain !== (query.domain ?? domain)) throw new ApiError('APPLICATION_NOT_ALLOWED');
        const made = await put(deps, { name, domain, ...body }, found === undefined);
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

interface Wish {
  readonly name: string;
  readonly domain: string;
  readonly clients: readonly string[];
  readonly returnUrls: readonly string[];
  readonly rights: readonly Right[];
}

async function put(
  { applicationStore: store, domains, users, callers }: ApplicationsDependencies,
  wish: Wish,
  mayCreate: boolean,
): Promise<Application> {
  const owner = await domains.find(wish.domain);
  if (owner === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  const deps = { store, users, defaultDomain: callers.defaultDomain };
  const registered = await registerApplication(deps, { ...wish, domainId: owner.id }, { mayCreate });
  switch (registered.kind) {
    case 'stored':
      return registered.application;
    case 'taken':
      throw new ApiError('APPLICATION_NOT_ALLOWED');
    case 'full':
      throw new ApiError('APPLICATION_LIMIT');
    case 'name-of-several-scripts':
      throw invalid('name', 'letters of one script');
    case 'client-unknown':
      throw invalid('clients', 'names of accounts of the domain of the application');
    case 'right-of-default-domain':
      throw invalid('rights', 'other-domains for applications of the default domain alone');
    default:
      return assertNever(registered);
  }
}

function shown({ name, domain, clients, returnUrls, rights }: Application): Readonly<Record<string, unknown>> {
  const audience = audienceOf({ name, domain });
  return { name, domain, audience, clients: clients.map(({ userId }) => userId), returnUrls, rights };
}

function invalid(field: string, expected: string): ApiError {
  return new ApiError('FIELD_INVALID', { faults: [{ field, expected }] });
}
