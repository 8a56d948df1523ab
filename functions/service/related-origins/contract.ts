import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

/** Browsers ask for it at the RP ID of a passkey (WebAuthn Level 3, section 5.11.1). */
export const endpoint = defineEndpoint({
  path: '/.well-known/webauthn',
  style: 'problem',
  operations: {
    GET: {
      id: 'getRelatedOrigins',
      summary: 'The sites that may use passkeys of this host (WebAuthn Level 3, related origins)',
      caller: 'anyone',
      success: {
        status: 200,
        description: 'The address of this service, then what the operator added. May be kept for five minutes.',
        schema: z.object({ origins: z.array(z.string()) }),
      },
      codes: [],
    },
  },
});
