import type { DomainChange, DomainDefinition, IdentityDomain } from '../domains/domain.ts';

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
  /** One write that sets what `change` names and nothing else; undefined when there is no such domain. */
  change(name: string, change: DomainChange): Promise<IdentityDomain | undefined>;
}
