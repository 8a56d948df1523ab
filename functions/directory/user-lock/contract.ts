import { defineEndpoint } from '../../http/endpoint.ts';

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/lock',
  style: 'problem',
  operations: {
    DELETE: {
      id: 'endLockOfUser',
      summary: 'End the lock of a user and set all counters back; the user is told',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      query: { domain: 'The identity domain of the user, if it is not that of the caller.' },
      audit: 'lock-ended',
      headers: {
        'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.',
      },
      success: { status: 204, description: 'The user is not locked.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'FIELD_MISSING'],
    },
  },
});

const codes = ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'FIELD_MISSING'] as const;
const success = { status: 204, description: 'Nothing counts any more that was issued for the user before.' };

/** Tokens, sessions, results, approvals, enrolment codes; factors and addresses stay. */
export const signOut = defineEndpoint({
  path: '/mfa/v1/users/{userId}/sign-out',
  style: 'problem',
  operations: {
    POST: {
      id: 'signOutUser',
      summary: 'End everything that was issued for a user, of LDAP domains too; his factors stay',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      query: { domain: 'The identity domain of the user, if it is not that of the caller.' },
      audit: 'user-signed-out',
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' },
      success,
      codes,
    },
  },
});

/** The same by the user himself. */
export const ownSignOut = defineEndpoint({
  path: '/mfa/v1/sign-out',
  style: 'problem',
  operations: {
    POST: {
      id: 'signOut',
      summary: 'Sign oneself out everywhere: nothing counts any more that was issued before',
      caller: 'user',
      audit: 'user-signed-out',
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the user, if it is not the default one.' },
      success,
      codes: ['DOMAIN_UNKNOWN'],
    },
  },
});
