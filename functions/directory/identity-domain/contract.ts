import * as z from 'zod';
import {
  DOMAIN_DEFAULTS,
  ISSUER_DEFAULTS,
  MAX_DISPLAY_NAME,
  MAX_PURPOSE,
  TOKEN_DEFAULTS,
  TOKEN_TYPES,
} from '../../core/identity-domains/identity-domain.ts';
import { leadsElsewhere, NO_LEAD } from '../../core/messages/leads-elsewhere.ts';
import { isShownText, normaliseShownText } from '../../core/messages/shown-text.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { DomainField } from '../../http/fields.ts';
import { IdentityStoreSchema } from './identity-store-contract.ts';

const YEAR_SECONDS = 366 * 24 * 60 * 60;
const LifeSeconds = z.int().min(1).max(YEAR_SECONDS);
const Text = z.string().max(1024);
const Page = Text.regex(/^(\/(?!\/)|https:\/\/)[^\s"<>\\]*$/, 'must be a path or an https:// address');

/** It stands on pages and in messages of the operator: visible, on one line, and no way to anywhere else. */
const ShownToPeople = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine(
      (text) => text === '' || (isShownText(text, maxLength) && !leadsElsewhere(text)),
      `must be one line of visible characters ${NO_LEAD}, or nothing`,
    )
    .overwrite(normaliseShownText);

const TokenSettings = z.strictObject({
  tokenType: z.enum(TOKEN_TYPES),
  tokenExpiry: LifeSeconds.default(TOKEN_DEFAULTS.tokenExpiry).meta({
    description: 'Seconds. A year is taken, as in OAM, but no access token lives longer than an hour.',
  }),
  refreshTokenEnabled: z.boolean().default(TOKEN_DEFAULTS.refreshTokenEnabled),
  refreshTokenExpiry: LifeSeconds.default(TOKEN_DEFAULTS.refreshTokenExpiry).meta({ description: 'Seconds.' }),
  lifeCycleEnabled: z.boolean().default(TOKEN_DEFAULTS.lifeCycleEnabled),
  refreshTokenLifeCycleEnabled: z.boolean().default(TOKEN_DEFAULTS.refreshTokenLifeCycleEnabled),
});

const CustomAttributes = z
  .string()
  .max(4096)
  .refine(isJsonObject, 'must be the JSON text of an object, inside a string')
  .meta({ description: `JSON text inside a string; ${DOMAIN_DEFAULTS.customAttrs} when it is missing.` });

const TrustedIssuer = z.strictObject({
  issuer: z
    .string()
    .max(512)
    .refine(isIssuer, 'must be an https:// address without query and fragment')
    .meta({ description: 'The `iss` of the tokens; its keys are found by OpenID Connect Discovery.' }),
  audience: z.string().min(1).max(512),
  userClaim: z.string().min(1).max(64).default('sub').meta({ description: 'The claim that names the user.' }),
  headerType: z
    .string()
    .max(64)
    .regex(/^[\w.+/-]*$/, 'must be a media type, such as at+jwt')
    .default(ISSUER_DEFAULTS.headerType)
    .meta({ description: '`typ` in the header of its access tokens; an empty text for an issuer that writes none.' }),
  maxTokenAge: z
    .int()
    .min(60)
    .max(86_400)
    .default(ISSUER_DEFAULTS.maxTokenAge)
    .meta({ description: 'Seconds since `iat`; an older token is refused, whatever its `exp`.' }),
});

const fields = {
  identityProvider: z.string().min(1).max(128),
  description: Text,
  displayName: ShownToPeople(MAX_DISPLAY_NAME).meta({
    description: 'What people are told its name is, on pages and in messages; empty: its name.',
  }),
  purpose: ShownToPeople(MAX_PURPOSE).meta({
    description:
      'What its accounts are for, in one line that people read: "Mail and files of everybody at the company".',
  }),
  consentPageURL: Page,
  errorPageURL: Page,
  enableMultipleResourceServer: z.boolean(),
  customAttrs: CustomAttributes,
  oldSecretRetentionTimeInDays: z.int().min(0).max(3650),
  tokenSettings: z
    .array(TokenSettings)
    .refine((all) => new Set(all.map(({ tokenType }) => tokenType)).size === all.length, 'must name each type once')
    .meta({ description: 'A type that is not named keeps what it had, or gets the defaults.' }),
  identityStore: IdentityStoreSchema,
  trustedIssuers: z.array(TrustedIssuer).max(10),
};

const NewDomain = z.strictObject({ ...z.object(fields).partial().shape, name: DomainField });
export const ChangedDomain = z.strictObject({ ...z.object(fields).partial().shape, name: DomainField.optional() });

const DomainAnswer = z.object({
  message: z.string().meta({ description: "OAM's sentence." }),
  ...fields,
  name: z.string(),
  id: z.string().meta({ description: '32 hexadecimal digits.' }),
});

const named = { name: 'The name of the domain.', id: 'Its id; the name or the id is needed.' };

export const endpoint = defineEndpoint({
  path: '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain',
  style: 'oam',
  operations: {
    POST: {
      id: 'createIdentityDomain',
      summary: 'Create an identity domain; for administrators of the default domain',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'domain-created',
      request: NewDomain,
      success: { status: 200, description: 'The domain as it is now.', schema: DomainAnswer },
      codes: ['DOMAIN_EXISTS'],
    },
    GET: {
      id: 'getIdentityDomain',
      summary: 'Show an identity domain',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      query: named,
      success: { status: 200, description: 'The domain.', schema: DomainAnswer },
      codes: ['DOMAIN_UNKNOWN', 'FIELD_MISSING'],
    },
    PUT: {
      id: 'changeIdentityDomain',
      summary: 'Change an identity domain; fields that are left out stay as they are',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'domain-changed',
      query: named,
      request: ChangedDomain,
      success: { status: 200, description: 'The domain as it is now.', schema: DomainAnswer },
      codes: ['DOMAIN_UNKNOWN', 'DOMAIN_EXISTS'],
    },
    DELETE: {
      id: 'deleteIdentityDomain',
      summary: 'Delete an identity domain with its users; for administrators of the default domain',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'domain-removed',
      query: { ...named, force: '`true` to delete a domain that has users; without it they are listed.' },
      success: { status: 200, description: 'The domain as it was.', schema: DomainAnswer },
      codes: ['DOMAIN_UNKNOWN', 'DOMAIN_NOT_EMPTY', 'DOMAIN_PROTECTED', 'DOMAIN_DELETION_UNFINISHED', 'FIELD_MISSING'],
    },
  },
});

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
}
