import type { IdentityStore } from './identity-store.ts';

/** OAM's kinds of token; a domain has settings for each of them. */
export const TOKEN_TYPES = ['ACCESS_TOKEN', 'AUTHZ_CODE', 'SSO_LINK_TOKEN'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Names as in OAM; both lives are in seconds. */
export interface TokenSettings {
  readonly tokenExpiry: number;
  readonly refreshTokenEnabled: boolean;
  readonly refreshTokenExpiry: number;
  readonly lifeCycleEnabled: boolean;
  readonly refreshTokenLifeCycleEnabled: boolean;
}

/** An OpenID Connect provider whose access tokens the domain accepts. */
export interface TrustedIssuer {
  /** The exact value of `iss`; its keys are found from there (OpenID Connect Discovery 1.0 section 4). */
  readonly issuer: string;
  /** The value that must be among `aud`. */
  readonly audience: string;
  /** The claim that names the user of this domain. */
  readonly userClaim: string;
  /** `typ` of its access tokens (RFC 9068 section 2.1); empty for an issuer that writes none. */
  readonly headerType?: string;
  /** Seconds since `iat`. */
  readonly maxTokenAge?: number;
}

/** What an entry says that was made before these could be said, and one that leaves them out. */
export const ISSUER_DEFAULTS = { headerType: 'at+jwt', maxTokenAge: 3600 } as const;

/** In characters. */
export const MAX_DISPLAY_NAME = 64;
export const MAX_PURPOSE = 128;

/** What an administrator says of a domain, with OAM's names; `description` and others may be left out there. */
export interface DomainDefinition {
  readonly identityProvider: string;
  readonly description: string;
  /** What people are told its name is; empty where that is its name. */
  readonly displayName: string;
  /** In the words of its operator: what accounts of this domain are for. */
  readonly purpose: string;
  readonly consentPageURL: string;
  readonly errorPageURL: string;
  readonly enableMultipleResourceServer: boolean;
  /** JSON text of an object, as OAM has it. */
  readonly customAttrs: string;
  readonly oldSecretRetentionTimeInDays: number;
  readonly tokenSettings: Readonly<Record<TokenType, TokenSettings>>;
  readonly identityStore: IdentityStore;
  readonly trustedIssuers: readonly TrustedIssuer[];
}

export interface IdentityDomain extends DomainDefinition {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
}

/** A part of a definition; token types that are not named are left alone. */
export type DomainChange = Partial<Omit<DomainDefinition, 'tokenSettings'>> & {
  readonly tokenSettings?: Partial<Record<TokenType, TokenSettings>>;
};

/** What OAM fills in: an hour for a token, a day for a refresh token, which must be switched on. */
export const TOKEN_DEFAULTS: TokenSettings = {
  tokenExpiry: 3600,
  refreshTokenEnabled: false,
  refreshTokenExpiry: 86_400,
  lifeCycleEnabled: false,
  refreshTokenLifeCycleEnabled: false,
};

export const DOMAIN_DEFAULTS: DomainDefinition = {
  identityProvider: 'UserIdentityStore1',
  description: '',
  displayName: '',
  purpose: '',
  consentPageURL: '/oam/pages/consent.jsp',
  errorPageURL: '/oam/pages/servererror.jsp',
  enableMultipleResourceServer: false,
  customAttrs: '{"keyAttributeName":"description"}',
  oldSecretRetentionTimeInDays: 0,
  tokenSettings: { ACCESS_TOKEN: TOKEN_DEFAULTS, AUTHZ_CODE: TOKEN_DEFAULTS, SSO_LINK_TOKEN: TOKEN_DEFAULTS },
  identityStore: { kind: 'directory' },
  trustedIssuers: [],
};

/** A definition with everything that `change` says, and the rest as it was. */
export function changeDomain<D extends DomainDefinition>(domain: D, change: DomainChange): D {
  return { ...domain, ...change, tokenSettings: { ...domain.tokenSettings, ...change.tokenSettings } };
}
