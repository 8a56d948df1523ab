import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const SessionResultResponse = z.object({
  resultCode: z.literal('0'),
  token: z.string().meta({
    description:
      'A JWT (ES256, five minutes): iss, aud = domain/appName, azp, sid, sub, domain, iat, exp, jti, auth_time, amr, acr, action_hash.',
  }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/sessions/{sessionId}/result',
  style: 'problem',
  operations: {
    POST: {
      summary: 'Take the result of a session, once, as the client that started it',
      caller: 'client',
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' },
      success: { status: 200, description: 'The second factor was proven.', schema: SessionResultResponse },
      codes: [
        'SESSION_UNKNOWN',
        'SESSION_UNFINISHED',
        'SESSION_EXPIRED',
        'SESSION_DENIED',
        'RESULT_ALREADY_TAKEN',
        'USER_LOCKED',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
      ],
    },
  },
});
