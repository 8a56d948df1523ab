import type { SettingsSource } from '../core/ports/settings-source.ts';
import { resolveSettings, type Settings } from '../core/settings/resolve.ts';
import { ApiError } from './api-error.ts';

/** The settings of the domain that a call is about, as they hold for this application; an error when there is no such domain. */
export async function settingsOfDomain(
  source: SettingsSource,
  domain: string,
  application?: string,
): Promise<Settings> {
  const stored = await source.forDomain(domain);
  if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  return resolveSettings(stored, application);
}
