import * as z from 'zod';
import type { IdentityStore, LdapStore } from '../../core/identity-domains/identity-store.ts';

const AttributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be an attribute name');
const DistinguishedName = z
  .string()
  .regex(/^[A-Za-z][\w.-]*=[^\p{Cc}]+$/u, 'must be a distinguished name, such as ou=people,dc=example,dc=com')
  .max(1_000);

/** Scheme, host and port alone: everything else has its own field. */
const LdapUrl = z
  .string()
  .regex(/^ldaps?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/, 'must be ldaps://host:port');

/** One pair of brackets around everything, `{userId}` exactly once, and where a value stands. */
function isUserFilter(filter: string): boolean {
  return /^\(.*\)$/s.test(filter) && filter.split('{userId}').length === 2 && filter.includes('={userId})');
}

/** `IdentityStoreRef` of a domain whose users live in LDAP. */
const LdapStoreSchema = z
  .strictObject({
    urls: z.array(LdapUrl).min(1).max(4).meta({ description: 'Tried in this order.' }),
    startTls: z.boolean().default(false).meta({ description: 'For ldap:// urls, which are refused without it.' }),
    caPem: z
      .string()
      .regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be a certificate in PEM')
      .max(16_000)
      .meta({ description: "The authority of the server's certificate; no other one is trusted." }),
    baseDn: DistinguishedName,
    userFilter: z
      .string()
      .max(500)
      .refine(isUserFilter, 'must be a filter with ={userId}) in it, such as (uid={userId})')
      .default('(uid={userId})'),
    bindSecretId: z
      .string()
      .regex(/^sekisho\/ldap\/[\w.-]{1,64}$/, 'must be a secret name that starts with sekisho/ldap/')
      .meta({ description: 'A Secrets Manager secret: {"bindDn": "…", "password": "…"}.' }),
    groupBaseDn: DistinguishedName.optional().meta({
      description: 'Where OTPRestUserGroup, OTPReceivePinGroup and Administrators are.',
    }),
    memberAttribute: AttributeName.default('member'),
    TotpSecretKeyAttribute: AttributeName.optional().meta({
      description: 'Holds the TOTP secrets of the old system: each is taken over at its first right code.',
    }),
  })
  .refine(
    ({ urls, startTls }) => urls.every((url) => url.startsWith(startTls ? 'ldap://' : 'ldaps://')),
    'urls must all be ldaps://, or all ldap:// with startTls: passwords never travel in clear',
  ) satisfies z.ZodType<LdapStore>;

/** The domain item's attribute `identityStore`. */
export const IdentityStoreSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory') }),
  z.strictObject({ kind: z.literal('ldap'), ldap: LdapStoreSchema }),
]) satisfies z.ZodType<IdentityStore>;
