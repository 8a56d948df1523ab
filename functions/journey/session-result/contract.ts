import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

/** RFC 7519 section 4.1, OpenID Connect Core section 2; times are seconds since 1970. */
const ResultClaims = z.object({
  iss: z.string(),
  aud: z.string().meta({ description: 'The application: `<identity domain that owns it>/<appName>`.' }),
  azp: z.string().meta({ description: 'The account that began the session.' }),
  sid: z.string().meta({ description: 'The session.' }),
  sub: z.string().meta({ description: 'The user, one of `domain`.' }),
  domain: z.string(),
  iat: z.int(),
  exp: z.int(),
  jti: z.string(),
  auth_time: z.int().meta({ description: 'When the factor was proven.' }),
  amr: z.array(z.string()).meta({ description: 'RFC 8176.' }),
  acr: z.string().meta({ description: 'What the proven factor is good for.' }),
  action_hash: z
    .string()
    .optional()
    .meta({ description: 'SHA-256 of `context.action` in base64url, if the session had one.' }),
});

const SessionResultResponse = z.object({
  resultCode: z.literal('0'),
  token: z.string().meta({ description: 'A JWT (typ sekisho-result+jwt, ES256, five minutes) that says the claims.' }),
  claims: ResultClaims.meta({
    description:
      'What the token says. Whoever takes the result over TLS with his own password may read it here; ' +
      'whoever hands it on hands on the token.',
  }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/sessions/{sessionId}/result',
  style: 'problem',
  operations: {
    POST: {
      id: 'takeSessionResult',
      summary: 'Take the result of a session, once, as the client that started it',
      caller: 'client',
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' },
      success: { status: 200, description: 'The second factor was proven.', schema: SessionResultResponse },
      codes: [
        'SESSION_UNKNOWN',
        'SESSION_UNFINISHED',
        'SESSION_EXPIRED',
        'SESSION_CANCELLED',
        'SESSION_DENIED',
        'FACTOR_NOT_ENROLLED',
        'RESULT_ALREADY_TAKEN',
        'USER_LOCKED',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
      ],
    },
  },
});
