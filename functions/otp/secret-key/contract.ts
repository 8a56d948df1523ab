import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const SecretKey = z.string().meta({ description: 'The TOTP key: 20 random bytes in Base32 (RFC 4648).' });
const Instant = z.iso.datetime();

const SecretKeyResponse = z.object({ secret_key: SecretKey });

const SecretKeyView = z.object({
  secret_key: SecretKey.optional().meta({
    description: 'Of the pending key alone, and for a user with a second factor only when the token shows it.',
  }),
  pending: z.object({ created: Instant }).optional(),
  confirmed: z
    .object({
      created: Instant,
      confirmed: Instant.optional().meta({ description: 'Missing for keys from before this was noted.' }),
      last_used: Instant.optional().meta({ description: 'The start of the time step of the last accepted code.' }),
    })
    .optional(),
});

const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the user, if it is not the default one.' };
const query = { identityDomain: 'The identity domain; the header wins.' };
const common = [
  'SECRET_KEY_LIFECYCLE_DISABLED',
  'TOKEN_NOT_OF_USER',
  'INSUFFICIENT_SCOPE',
  'USER_UNKNOWN',
  'DOMAIN_UNKNOWN',
] as const;

const begun = [
  'FACTOR_BOUND',
  'PROOF_REQUIRED',
  'FACTOR_DISABLED',
  'SEND_LIMIT_EXCEEDED',
  'TOO_MANY_REQUESTS',
] as const;

/** Bodies are empty; OAM's clients name a form as the media type. Tokens work with `EnableSecretKeyLifecycle`. */
export const endpoint = defineEndpoint({
  path: '/oauth2/rest/resources/secretkey',
  style: 'oauth',
  operations: {
    POST: {
      id: 'createSecretKey',
      summary: 'Make the TOTP key of the user who calls; it counts after its first right code',
      caller: 'user-or-token',
      headers,
      query,
      success: { status: 200, description: 'The pending key, shown this once.', schema: SecretKeyResponse },
      codes: [...common, ...begun, 'SECRET_KEY_EXISTS', 'SECOND_FACTOR_REQUIRED'],
    },
    GET: {
      id: 'getSecretKey',
      summary: 'Show what keys the user has, and the secret of a pending one',
      caller: 'token',
      headers,
      query,
      success: { status: 200, description: 'The keys.', schema: SecretKeyView },
      codes: [...common, 'SECRET_KEY_UNKNOWN'],
    },
    PUT: {
      id: 'replaceSecretKey',
      summary: 'Make a new pending key; a confirmed one stays good until the new one is confirmed',
      caller: 'token',
      headers,
      query,
      success: { status: 200, description: 'The new pending key.', schema: SecretKeyResponse },
      codes: [...common, ...begun, 'SECOND_FACTOR_REQUIRED'],
    },
    DELETE: {
      id: 'deleteSecretKey',
      summary: 'Remove the keys of the user, who is told by mail',
      caller: 'token',
      headers,
      query,
      success: { status: 204, description: 'The user has no key.' },
      codes: [...common, 'SECRET_KEY_UNKNOWN', 'SECOND_FACTOR_REQUIRED', 'LAST_FACTOR', 'TOO_MANY_REQUESTS'],
    },
  },
});
