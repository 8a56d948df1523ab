import * as z from 'zod';
import { METHODS } from '../../core/verify/credential.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

const FactorView = z.object({
  kind: z.enum(METHODS),
  usable: z.boolean().meta({
    description: 'Whether the user could prove it now: the settings allow it, and he has not stopped it.',
  }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/factors',
  style: 'problem',
  operations: {
    GET: {
      id: 'listFactorsOfUser',
      summary: 'Say which kinds of factors a user has, of LDAP domains too',
      caller: 'client-or-administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query: {
        appName: 'For a client: the registered application that it acts for. Without it the caller administers.',
        domain: 'The identity domain of the user, if it is not that of the caller.',
      },
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' },
      success: {
        status: 200,
        description: 'The kinds, without addresses, names or counts. None: lead the user to his first one.',
        schema: z.object({ factors: z.array(FactorView) }),
      },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'CALLER_NOT_ALLOWED',
      ],
    },
  },
});
