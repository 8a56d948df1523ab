import type { SettingsStore } from '../../adapters/dynamodb/remembered-identity-domains.ts';
import type { Application } from '../../core/applications/application.ts';
import { foldApplicationName } from '../../core/applications/application-name.ts';
import type { ApplicationStore } from '../../core/ports/applications.ts';
import { checkSettings, type SettingFault } from '../../core/settings/check-settings.ts';
import { isOperators, tenantsSettings } from '../../core/settings/operators-settings.ts';
import { type DomainSettings, describeSettings, splitKey } from '../../core/settings/resolve.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { ApiError } from '../../http/api-error.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface SettingsHandlerDependencies extends ServeDependencies {
  readonly store: SettingsStore;
  readonly applicationStore: Pick<ApplicationStore, 'list'>;
  /** Of the run on one machine alone: a deployed function would send PINs and credentials to its own inside. */
  readonly takesLoopback: boolean;
  readonly callers: CallerDependencies;
}

/** Edge of a domain's settings: a flat map in, every setting with its origin out. */
export function settingsHandler(deps: SettingsHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async ({ caller, path }) => {
      const stored = await deps.store.read(administeredDomain(deps.callers, caller, path.domain));
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      return ok(describeSettings(stored.settings));
    },
    PUT: async ({ body, caller, path }) => {
      const domain = administeredDomain(deps.callers, caller, path.domain);
      await requireOwnApplications(deps, domain, body);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const seen = await deps.store.read(domain);
        if (seen === undefined) throw new ApiError('DOMAIN_UNKNOWN');
        const stored = seen.settings;
        const isTenant = caller.user.domain !== deps.callers.defaultDomain;
        const settings = isTenant ? checkedOfTenant(deps, stored, body) : checked(deps, body);
        if ((await deps.store.replace(domain, settings, seen.version)) === 'blocked') continue;
        return { ...ok(describeSettings(settings)), changed: differences(stored, settings) };
      }
      throw new ApiError('TOO_MANY_REQUESTS', { headers: { 'retry-after': '1' } });
    },
  });
}

/** What was read decided what may be written, so each try at the write holds it in its condition. */
const MAX_ROUNDS = 5;

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

/** Old and new values of what is no longer the same. The address of the gateway may hold a credential in its query. */
function differences(before: DomainSettings, after: DomainSettings): Readonly<Record<string, unknown>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key],
  );
  const shown = (key: string, value: unknown) =>
    splitKey(key).name === 'UmsClientUrl' ? String(value ?? '').split('?')[0] : (value ?? null);
  return Object.fromEntries(names.map((key) => [key, { from: shown(key, before[key]), to: shown(key, after[key]) }]));
}

function checkedOfTenant(
  deps: SettingsHandlerDependencies,
  stored: DomainSettings,
  wanted: DomainSettings,
): DomainSettings {
  const merged = tenantsSettings(stored, wanted);
  if (merged.kind === 'refused') {
    const expected = 'as it is: administrators of the default domain alone set it';
    throw new ApiError('ADMINISTRATOR_ONLY', { faults: merged.fields.map((field) => ({ field, expected })) });
  }
  // What the operator left there from before a rule is not the tenant's to mend.
  const before = faultsOf(deps, stored).filter(({ field }) => isOperators(field, stored));
  return checked(deps, merged.settings, new Set(before.map(({ field }) => field)));
}

function checked(
  deps: SettingsHandlerDependencies,
  settings: DomainSettings,
  excused: ReadonlySet<string> = new Set(),
): DomainSettings {
  const found = faultsOf(deps, settings).filter(({ field }) => !excused.has(field));
  if (found.length === 0) return settings;
  const unknown = found.find(({ code }) => code === 'FIELD_UNKNOWN');
  const faults = found.map(({ field, expected }) => ({ field, expected }));
  throw new ApiError(unknown === undefined ? 'FIELD_INVALID' : 'FIELD_UNKNOWN', { faults });
}

function faultsOf({ takesLoopback }: SettingsHandlerDependencies, settings: DomainSettings): readonly SettingFault[] {
  const isPlain = (key: string) => splitKey(key).name === 'UmsClientUrl' && /^http:/i.test(String(settings[key]));
  const plain = takesLoopback ? [] : Object.keys(settings).filter(isPlain);
  const result = checkSettings(settings);
  return [
    ...(result.kind === 'valid' ? [] : result.faults),
    ...plain.map((field): SettingFault => ({ field, code: 'FIELD_INVALID', expected: 'an https:// address' })),
  ];
}
