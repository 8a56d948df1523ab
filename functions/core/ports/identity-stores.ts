import type { IdentityStore } from '../identity-domains/identity-store.ts';

export interface IdentityStores {
  /** Where the accounts of a domain live, at most 30 seconds old. Whether the domain exists is for the settings to say. */
  ofDomain(domain: string): Promise<IdentityStore>;
}
