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
      if (caller.user.domain !== deps.callers.defaultDomain) await requireKnownGateways(deps, domain, settings);
      if (!(await deps.store.replace(domain, settings))) throw new ApiError('DOMAIN_UNKNOWN');
      return ok(describeSettings(settings));
    },
  });
}

/** All domains share the credentials of the message gateway, so no domain's own administrator says where they go. */
async function requireKnownGateways(
  { store }: SettingsHandlerDependencies,
  domain: string,
  settings: DomainSettings,
): Promise<void> {
  const stored = (await store.read(domain)) ?? {};
  const gateways = Object.entries(settings).filter(([key]) => splitKey(key).name === 'UmsClientUrl');
  if (gateways.some(([key, url]) => url !== '' && stored[key] !== url)) throw new ApiError('ADMINISTRATOR_ONLY');
}

function checked(map: Readonly<Record<string, unknown>>): DomainSettings {
  const result = checkSettings(map);
  if (result.kind === 'valid') return result.settings;
  const unknown = result.faults.find(({ code }) => code === 'FIELD_UNKNOWN');
  const faults = result.faults.map(({ field, expected }) => ({ field, expected }));
  throw new ApiError(unknown === undefined ? 'FIELD_INVALID' : 'FIELD_UNKNOWN', { faults });
}
