import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { CodeField, UserIdField } from '../../http/fields.ts';

const Scope = z.string().max(1000).optional().meta({ description: 'Names with blanks between them.' });
const Secret = z.string().min(1).max(1024);

/** RFC 6749 sections 4.3, 4.4 and 6; OAM writes the grant types in capitals. Unknown parameters are ignored (3.2). */
const GrantType = z
  .string()
  .max(64)
  .transform((name) => name.toLowerCase());

export const TokenRequest = z.object({
  grant_type: GrantType.meta({ description: 'CLIENT_CREDENTIALS, PASSWORD or REFRESH_TOKEN, also in lower case.' }),
  scope: Scope,
  username: UserIdField.optional().meta({ description: 'PASSWORD: the user, of the same domain as the client.' }),
  password: Secret.optional().meta({ description: 'PASSWORD: the password.' }),
  otp_code: CodeField.optional().meta({
    description: 'PASSWORD, for a user with a second factor: the code of the authenticator app, or a delivered PIN.',
  }),
  correlation_id: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .meta({ description: 'With a delivered PIN: from createOTP, with the name of this client as appName.' }),
  refresh_token: Secret.optional().meta({ description: 'REFRESH_TOKEN: the token that was answered last.' }),
});

const TokenResponse = z.object({
  access_token: z.string().meta({ description: 'A JWT (RFC 9068), signed with ES256.' }),
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  refresh_token: z.string().optional().meta({ description: 'Good for one use; the answer has the next one.' }),
  scope: z.string(),
});

const TokenClaims = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: z.string(),
  exp: z.int(),
  iat: z.int().optional(),
  jti: z.string().optional(),
  client: z.string().optional(),
  domain: z.string().optional(),
  scope: z.string().optional(),
  amr: z.array(z.string()).optional().meta({ description: '`mfa` when a second factor was proven (RFC 8176).' }),
});

const domain = {
  headers: { 'x-oauth-identity-domain-name': 'The identity domain, if it is not the default one.' },
  query: { identityDomain: 'The identity domain; the header wins.' },
};

export const endpoint = defineEndpoint({
  path: '/oauth2/rest/token',
  style: 'token',
  operations: {
    POST: {
      id: 'createToken',
      summary: 'Get an access token, and a refresh token where the domain has them switched on',
      caller: 'oauth-client',
      provesFactor: true,
      ...domain,
      requestType: 'form',
      request: TokenRequest,
      success: { status: 200, description: 'The tokens.', schema: TokenResponse },
      codes: [
        'UNSUPPORTED_GRANT_TYPE',
        'INVALID_GRANT',
        'INVALID_SCOPE',
        'SECOND_FACTOR_REQUIRED',
        'PASSWORD_TRIES_LIMITED',
        'OTP_INVALID',
        'OTP_EXPIRED',
        'OTP_REPLAYED',
        'USER_LOCKED',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});

export const info = defineEndpoint({
  path: '/oauth2/rest/token/info',
  style: 'token',
  operations: {
    GET: {
      id: 'getTokenInfo',
      summary: 'What an access token says, if it is good for the domain now',
      caller: 'anyone',
      headers: { ...domain.headers, authorization: 'Bearer and the token, instead of access_token.' },
      query: { ...domain.query, access_token: 'The token.' },
      success: { status: 200, description: 'Its claims.', schema: TokenClaims },
      codes: ['TOKEN_MISSING', 'TOKEN_INVALID', 'ISSUER_UNAVAILABLE', 'DOMAIN_UNKNOWN'],
    },
  },
});
