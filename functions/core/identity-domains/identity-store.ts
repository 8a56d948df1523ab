/** An LDAP directory as an administrator describes it; the checked form of the domain's `identityStore`. */
export interface LdapStore {
  /** `ldaps://host[:port]`, or `ldap://host[:port]` with `startTls`; the first one that answers serves. */
  readonly urls: readonly string[];
  readonly startTls: boolean;
  /** The certificate authority in PEM that the server's certificate must come from; no other one is trusted. */
  readonly caPem: string;
  readonly baseDn: string;
  /** RFC 4515, with `{userId}` where the escaped name goes: `(uid={userId})`. */
  readonly userFilter: string;
  /** Name of the Secrets Manager secret with `{"bindDn": "…", "password": "…"}` of the account that searches. */
  readonly bindSecretId: string;
  /** Where the groups are; without it, nobody of this domain is in any group. */
  readonly groupBaseDn?: string | undefined;
  /** The attribute of a group that holds the DNs of its members. */
  readonly memberAttribute: string;
  /** Where the old system kept TOTP secrets in Base32; without it, none is taken over. */
  readonly TotpSecretKeyAttribute?: string | undefined;
}

/** Where the accounts of a domain live: in the table, or in a directory that is only read. */
export type IdentityStore = { readonly kind: 'directory' } | { readonly kind: 'ldap'; readonly ldap: LdapStore };
