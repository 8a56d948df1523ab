import type { SettingsStore } from '../adapters/dynamodb/settings.ts';
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
      const stored = (await deps.store.read(domain)) ?? {};
      if (caller.user.domain !== deps.callers.defaultDomain) requireChiefForChanges(stored, settings);
      if (!(await deps.store.replace(domain, settings))) throw new ApiError('DOMAIN_UNKNOWN');
      return { ...ok(describeSettings(settings)), changed: differences(stored, settings) };
    },
  });
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
