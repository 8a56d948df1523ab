import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';

export const SecretKeyResponse = z.object({
  secret_key: z.string().meta({ description: 'The TOTP key: 20 random bytes in Base32 (RFC 4648).' }),
});

/** The body is empty; OAM's clients name a form as its media type. */
export const endpoint = defineEndpoint({
  path: '/oauth2/rest/resources/secretkey',
  style: 'oauth',
  operations: {
    POST: {
      summary: 'Make the TOTP key of the user who calls; it counts after its first right code',
      caller: 'user',
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the user, if it is not the default one.' },
      success: { status: 200, description: 'The pending key, shown this once.', schema: SecretKeyResponse },
      codes: ['SECRET_KEY_EXISTS', 'FACTOR_DISABLED', 'DOMAIN_UNKNOWN'],
    },
  },
});
