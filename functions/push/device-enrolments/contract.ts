import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const EnrolmentCode = z.object({
  enrolmentCode: z.string().meta({ description: '50 bits, good once and for ten minutes.' }),
  expiresAt: z.iso.datetime(),
  link: z.url().meta({
    description:
      'The page that makes a browser a device, with the code filled in: open it there, or show it as a QR code.',
  }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/device-enrolments',
  style: 'problem',
  operations: {
    POST: {
      id: 'createDeviceEnrolment',
      summary: 'Make a one-time code that lets a device of the user register',
      caller: 'client-or-user',
      query: {
        appName: 'For a client: the application whose right device-enrolment it uses, if it has none of its own.',
        idStore: 'For a client: the identity domain of the user, if it is not that of the client.',
      },
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' },
      success: {
        status: 201,
        description: 'The code, shown this once; the user is told at all addresses.',
        schema: EnrolmentCode,
      },
      codes: [
        'FACTOR_BOUND',
        'PROOF_REQUIRED',
        'FACTOR_DISABLED',
        'SEND_LIMIT_EXCEEDED',
        'TOO_MANY_REQUESTS',
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'CALLER_NOT_ALLOWED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
      ],
    },
  },
});
