import type { SettingsStore } from '../../adapters/dynamodb/remembered-identity-domains.ts';
import type { Application } from '../../core/applications/application.ts';
import { foldApplicationName } from '../../core/applications/application-name.ts';
import type { ApplicationStore } from '../../core/ports/applications.ts';
import { checkSettings, type SettingFault } from '../../core/settings/check-settings.ts';
import { isOperators, tenantsSettings } from '../../core/settings/operators-settings.ts';
import { type DomainSettings, describeSettings, splitKey } from '../../core/settings/resolve.ts';
import type { SettingValue } from '../../core/settings/setting-type.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Caller, CallerDependencies, CallerEvidence } from '../../http/callers.ts';
import { etagOf, requireMatch } from '../../http/if-match.ts';
import { ok, type Reply } from '../../http/reply.ts';
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
      return shown(stored.settings);
    },
    PUT: async (asked) => {
      const { body } = asked;
      return change(deps, asked, body, () => body);
    },
    PATCH: async (asked) => {
      const named = Object.entries(asked.body);
      const removed = named.flatMap(([key, value]) => (value === null ? [key] : []));
      const set = Object.fromEntries(named.filter((entry): entry is [string, SettingValue] => entry[1] !== null));
      return change(deps, asked, set, (stored) => {
        requireRemovable(deps, asked.caller, stored, removed);
        const kept = Object.entries(stored).filter(([key]) => !removed.includes(key));
        return { ...Object.fromEntries(kept), ...set };
      });
    },
  });
}

interface Asked extends Pick<CallerEvidence, 'headers'> {
  readonly caller: Caller;
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** `named` is what the caller says himself; `wanted` makes the whole map from that and what is stored. */
async function change(
  deps: SettingsHandlerDependencies,
  asked: Asked,
  named: DomainSettings,
  wanted: (stored: DomainSettings) => DomainSettings,
): Promise<Reply> {
  const domain = administeredDomain(deps.callers, asked.caller, asked.path.domain);
  await requireOwnApplications(deps, domain, named);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const seen = await deps.store.read(domain);
    if (seen === undefined) throw new ApiError('DOMAIN_UNKNOWN');
    const stored = seen.settings;
    requireMatch(asked, etagOf(stored));
    const settings = isTenant(deps, asked.caller)
      ? checkedOfTenant(deps, stored, wanted(stored))
      : checked(deps, wanted(stored));
    if ((await deps.store.replace(domain, settings, seen.version)) === 'blocked') continue;
    return { ...shown(settings), changed: differences(stored, settings) };
  }
  throw new ApiError('TOO_MANY_REQUESTS', { headers: { 'retry-after': '1' } });
}

function isTenant({ callers }: SettingsHandlerDependencies, caller: Caller): boolean {
  return caller.user.domain !== callers.defaultDomain;
}

/** A misspelt name would change nothing, and what is the operator's would stay: neither may pass for done. */
function requireRemovable(
  deps: SettingsHandlerDependencies,
  caller: Caller,
  stored: DomainSettings,
  removed: readonly string[],
): void {
  const names = removed.filter((key) => !Object.hasOwn(stored, key));
  const unknown = faultsOf(deps, Object.fromEntries(names.map((key) => [key, ''])));
  refuseFaults(unknown.filter(({ code }) => code === 'FIELD_UNKNOWN'));
  const kept = removed.filter((key) => key !== 'Preset' && Object.hasOwn(stored, key) && isOperators(key, stored));
  if (isTenant(deps, caller) && kept.length > 0) throw operatorsAlone(kept);
}

function operatorsAlone(fields: readonly string[]): ApiError {
  const expected = 'as it is: administrators of the default domain alone set it';
  return new ApiError('ADMINISTRATOR_ONLY', { faults: fields.map((field) => ({ field, expected })) });
}

function shown(settings: DomainSettings): Reply {
  return ok(describeSettings(settings), { etag: etagOf(settings) });
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
  if (merged.kind === 'refused') throw operatorsAlone(merged.fields);
  // What the operator left there from before a rule is not the tenant's to mend.
  const before = faultsOf(deps, stored).filter(({ field }) => isOperators(field, stored));
  return checked(deps, merged.settings, new Set(before.map(({ field }) => field)));
}

function checked(
  deps: SettingsHandlerDependencies,
  settings: DomainSettings,
  excused: ReadonlySet<string> = new Set(),
): DomainSettings {
  refuseFaults(faultsOf(deps, settings).filter(({ field }) => !excused.has(field)));
  return settings;
}

function refuseFaults(found: readonly SettingFault[]): void {
  if (found.length === 0) return;
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
