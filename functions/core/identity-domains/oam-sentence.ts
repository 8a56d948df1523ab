import type { IdentityDomain } from './identity-domain.ts';
import { TOKEN_TYPES } from './identity-domain.ts';

export type DomainEvent = 'created' | 'found' | 'modified' | 'deleted';

/** The answer in the form in which OAM's clients know it, with its spelling of "successfully". */
export function domainSentence(event: DomainEvent, domain: IdentityDomain): string {
  const tokens = TOKEN_TYPES.map((type) => {
    const { tokenExpiry, refreshTokenEnabled, refreshTokenExpiry } = domain.tokenSettings[type];
    return `${type}: ${tokenExpiry} s, refresh ${refreshTokenEnabled ? `${refreshTokenExpiry} s` : 'off'}`;
  });
  const details = {
    name: domain.name,
    id: domain.id,
    description: domain.description,
    identityProvider: domain.identityProvider,
    identityStore: domain.identityStore.kind,
    tokenSettings: `[${tokens.join('; ')}]`,
    consentPageURL: domain.consentPageURL,
    errorPageURL: domain.errorPageURL,
    customAttrs: domain.customAttrs,
  };
  const list = Object.entries(details).map(([name, value]) => `${name} = ${value}`);
  return `Sucessfully ${event} entity - OAuthIdentityDomain, detail - ${list.join(', ')}`;
}
