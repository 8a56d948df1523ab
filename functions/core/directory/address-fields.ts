import type { SettingsSource } from '../ports/settings-source.ts';
import { type DomainSettings, resolveSettings, splitKey } from '../settings/resolve.ts';

/** The attributes that hold addresses: that of the domain comes first, then those of applications that have their own. */
export interface AddressFields {
  readonly mail: readonly [string, ...string[]];
  readonly phone: readonly [string, ...string[]];
}

export async function addressFields(settings: SettingsSource, domain: string): Promise<AddressFields> {
  return addressFieldsOf((await settings.forDomain(domain)) ?? {});
}

function addressFieldsOf(stored: DomainSettings): AddressFields {
  const { EmailField, PhoneField } = resolveSettings(stored);
  const overrides = (field: string) =>
    Object.entries(stored).flatMap(([key, attribute]) => (splitKey(key).name === field ? [String(attribute)] : []));
  return { mail: [EmailField, ...overrides('EmailField')], phone: [PhoneField, ...overrides('PhoneField')] };
}
