import { expect, it } from 'vitest';
import {
  changeDomain,
  DOMAIN_DEFAULTS,
  TOKEN_DEFAULTS,
} from '../../../../functions/core/identity-domains/identity-domain.ts';

it('a domain of which nothing is said is what OAM makes of it', () => {
  const tokens = {
    tokenExpiry: 3600,
    refreshTokenEnabled: false,
    refreshTokenExpiry: 86_400,
    lifeCycleEnabled: false,
    refreshTokenLifeCycleEnabled: false,
  };
  expect(DOMAIN_DEFAULTS).toEqual({
    identityProvider: 'UserIdentityStore1',
    description: '',
    displayName: '',
    purpose: '',
    consentPageURL: '/oam/pages/consent.jsp',
    errorPageURL: '/oam/pages/servererror.jsp',
    enableMultipleResourceServer: false,
    customAttrs: '{"keyAttributeName":"description"}',
    oldSecretRetentionTimeInDays: 0,
    tokenSettings: { ACCESS_TOKEN: tokens, AUTHZ_CODE: tokens, SSO_LINK_TOKEN: tokens },
    identityStore: { kind: 'directory' },
    trustedIssuers: [],
  });
});

const STAFF = { ...DOMAIN_DEFAULTS, name: 'Staff', id: '0'.repeat(32), description: 'our own people' };

it('a change of a domain sets what it names and leaves everything else, also the other kinds of token', () => {
  const tokenSettings = { AUTHZ_CODE: { ...TOKEN_DEFAULTS, tokenExpiry: 60 } };
  expect(changeDomain(STAFF, { description: 'guests', tokenSettings })).toEqual({
    ...STAFF,
    description: 'guests',
    tokenSettings: { ...STAFF.tokenSettings, ...tokenSettings },
  });
  expect(changeDomain(STAFF, {})).toEqual(STAFF);
});
