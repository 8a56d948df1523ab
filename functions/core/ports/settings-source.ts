import type { DomainSettings } from '../settings/resolve.ts';

export interface SettingsSource {
  /** The stored settings of a domain, at most 30 seconds old; undefined when there is no such domain. */
  forDomain(domain: string): Promise<DomainSettings | undefined>;
}
