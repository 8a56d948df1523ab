import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const Key = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().meta({ description: 'The thumbprint of the key (RFC 7638).' }),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

const operationsOf = (id: string) =>
  ({
    GET: {
      id,
      summary: 'The public keys of all tokens that this service signs (RFC 7517)',
      caller: 'anyone',
      success: {
        status: 200,
        description: 'The key that signs now is the first one. May be kept for five minutes.',
        schema: z.object({ keys: z.array(Key) }),
      },
      codes: [],
    },
  }) as const;

export const endpoint = defineEndpoint({
  path: '/.well-known/jwks.json',
  style: 'problem',
  operations: operationsOf('getKeys'),
});

/** Where OAM has it; the keys are the same for all identity domains. */
export const oauthEndpoint = defineEndpoint({
  path: '/oauth2/rest/security',
  style: 'oauth',
  operations: operationsOf('getKeysForOam'),
});
