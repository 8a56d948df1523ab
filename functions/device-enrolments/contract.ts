import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';

const EnrolmentCode = z.object({
  enrolmentCode: z.string().meta({ description: '50 bits, good once and for ten minutes.' }),
  expiresAt: z.iso.datetime(),
  link: z.string().meta({ description: 'The page that makes this browser a device, with the code filled in.' }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/device-enrolments',
  style: 'problem',
  operations: {
    POST: {
      summary: 'Make a one-time code that lets a device of the user register',
      caller: 'client-or-user',
      query: { idStore: 'For a client of the default domain: the identity domain of the user.' },
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' },
      success: { status: 201, description: 'The code, shown this once.', schema: EnrolmentCode },
      codes: ['FACTOR_BOUND', 'FACTOR_DISABLED', 'USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'CALLER_NOT_ALLOWED'],
    },
  },
});
