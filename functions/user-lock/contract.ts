import { defineEndpoint } from '../http/endpoint.ts';

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/lock',
  style: 'problem',
  operations: {
    DELETE: {
      summary: 'End the lock of a user and set all counters back',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      query: { domain: 'The identity domain of the user, if it is not that of the caller.' },
      audit: 'lock-ended',
      headers: {
        'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.',
      },
      success: { status: 204, description: 'The user is not locked.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN'],
    },
  },
});
