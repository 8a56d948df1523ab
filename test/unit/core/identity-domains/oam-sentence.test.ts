import { expect, it } from 'vitest';
import {
  changeDomain,
  DOMAIN_DEFAULTS,
  TOKEN_DEFAULTS,
} from '../../../../functions/core/identity-domains/identity-domain.ts';
import { domainSentence } from '../../../../functions/core/identity-domains/oam-sentence.ts';

const DOMAIN = { ...DOMAIN_DEFAULTS, name: 'Staff', id: '0'.repeat(32), description: 'our own people' };

it.each(['created', 'found', 'modified', 'deleted'] as const)(
  'the sentence about a domain that was %s is the one that clients of OAM know',
  (event) => {
    const refreshTokenEnabled = { ...TOKEN_DEFAULTS, refreshTokenEnabled: true };
    const domain = changeDomain(DOMAIN, { tokenSettings: { ACCESS_TOKEN: refreshTokenEnabled } });
    expect(domainSentence(event, domain)).toBe(
      `Sucessfully ${event} entity - OAuthIdentityDomain, detail - name = Staff, id = ${'0'.repeat(32)}, ` +
        'description = our own people, identityProvider = UserIdentityStore1, identityStore = directory, ' +
        'tokenSettings = [ACCESS_TOKEN: 3600 s, refresh 86400 s; AUTHZ_CODE: 3600 s, refresh off; ' +
        'SSO_LINK_TOKEN: 3600 s, refresh off], consentPageURL = /oam/pages/consent.jsp, ' +
        'errorPageURL = /oam/pages/servererror.jsp, customAttrs = {"keyAttributeName":"description"}',
    );
  },
);
