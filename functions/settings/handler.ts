import type { SettingsStore } from '../adapters/dynamodb/settings.ts';
import type { Application } from '../core/applications/application.ts';
import { foldApplicationName } from '../core/applications/name.ts';
import type { ApplicationStore } from '../core/ports/applications.ts';
import { checkSettings } from '../core/settings/check.ts';
import { type DomainSettings, describeSettings, splitKey } from '../core/settings/resolve.ts';
import { administeredDomain } from '../http/administered-domain.ts';
import { ApiError } from '../http/api-error.ts';
import type { CallerDependencies } from '../http/caller.ts';
import { ok } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

interface SettingsHandlerDependencies extends ServeDependencies {
  readonly store: SettingsStore;
  readonly applicationStore: Pick<ApplicationStore, 'list'>;
  readonly callers: CallerDependencies;
}

/** Edge of a domain's settings: a flat map in, every setting with its origin out. */
export function settingsHandler(deps: SettingsHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async ({ caller, path }) => {
      const stored = await deps.store.read(administeredDomain(deps.callers, caller, path.domain));
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      return ok(describeSettings(stored));
    },
    PUT: async ({ body, caller, path }) => {
      const domain = administeredDomain(deps.callers, caller, path.domain);
      const settings = checked(body);
      await requireOwnApplications(deps, domain, settings);
      const stored = (await deps.store.read(domain)) ?? {};
      if (caller.user.domain !== deps.callers.defaultDomain) requireChiefForChanges(stored, settings);
      if (!(await deps.store.replace(domain, settings))) throw new ApiError('DOMAIN_UNKNOWN');
      return { ...ok(describeSettings(settings)), changed: differences(stored, settings) };
    },
  });
}

/** What an application of another domain asks for is that domain's to say, unless it serves the users of this one too. */
async function requireOwnApplications(
  { applicationStore }: SettingsHandlerDependencies,
  domain: string,
  settings: DomainSettings,
): Promise<void> {
  const keys = Object.keys(settings).filter((key) => splitKey(key).application !== undefined);
  if (keys.length === 0) return;
  const registered = new Map(
    (await applicationStore.list(undefined)).map((each) => [foldApplicationName(each.name), each]),
  );
  const faults = keys.flatMap((field) => {
    const name = splitKey(field).application ?? '';
    const found = registered.get(foldApplicationName(name));
    if (found === undefined || (reaches(found, domain) && found.name === name)) return [];
    return [
      { field, expected: 'an application of this domain, spelt as it is registered, or a name that nobody registered' },
    ];
  });
  if (faults.length > 0) throw new ApiError('APPLICATION_NOT_ALLOWED', { faults });
}

function reaches({ domain, rights }: Application, other: string): boolean {
  return domain === other || rights.includes('other-domains');
}

/**
 * All domains share the credentials of the message gateway, so no domain's own administrator says where they go; nor
 * does he say how soon the record of what he does is forgotten.
 */
function requireChiefForChanges(stored: DomainSettings, settings: DomainSettings): void {
  const gateways = Object.entries(settings).filter(([key]) => splitKey(key).name === 'UmsClientUrl');
  const namesAnother = gateways.some(([key, url]) => url !== '' && stored[key] !== url);
  if (namesAnother || stored.AuditRetentionDays !== settings.AuditRetentionDays) {
    throw new ApiError('ADMINISTRATOR_ONLY');
  }
}

/** Old and new values of what is no longer the same. The address of the gateway may hold a credential in its query. */
function differences(before: DomainSettings, after: DomainSettings): Readonly<Record<string, unknown>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key],
  );
  const shown = (key: string, value: unknown) =>
    splitKey(key).name === 'UmsClientUrl' ? String(value ?? '').split('?')[0] : (value ?? null);
  return Object.fromEntries(names.map((key) => [key, { from: shown(key, before[key]), to: shown(key, after[key]) }]));
}

function checked(map: Readonly<Record<string, unknown>>): DomainSettings {
  const result = checkSettings(map);
  if (result.kind === 'valid') return result.settings;
  const unknown = result.faults.find(({ code }) => code === 'FIELD_UNKNOWN');
  const faults = result.faults.map(({ field, expected }) => ({ field, expected }));
  throw new ApiError(unknown === undefined ? 'FIELD_INVALID' : 'FIELD_UNKNOWN', { faults });
}
