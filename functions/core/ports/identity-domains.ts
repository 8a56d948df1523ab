import type { DomainChange, DomainDefinition, IdentityDomain } from '../identity-domains/identity-domain.ts';

/** The domains, as every call needs them. */
export interface Domains {
  /** At most 15 seconds old; undefined when there is no such domain, or when it is being deleted. */
  find(name: string): Promise<IdentityDomain | undefined>;
}

/** The domains, for administrators, who see at once what they wrote. */
export interface DomainStore {
  read(name: string): Promise<IdentityDomain | undefined>;
  nameOf(id: string): Promise<string | undefined>;
  create(name: string, id: string, definition: DomainDefinition): Promise<'created' | 'exists'>;
  /** The domain also while it is being deleted, when it is `closed` for everybody else. */
  readForDeletion(name: string): Promise<{ readonly domain: IdentityDomain; readonly closed: boolean } | undefined>;
  /** From now on the domain is nobody's; false when there is none. */
  close(name: string, nowMs: number): Promise<boolean>;
  /** Removes what is left of a closed domain. */
  erase(domain: IdentityDomain): Promise<void>;
  /** One write that sets what `change` names and nothing else; undefined when there is no such domain. */
  change(name: string, change: DomainChange): Promise<IdentityDomain | undefined>;
}
