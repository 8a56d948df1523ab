import * as z from 'zod';
import { RESET_STARTERS } from '../../core/recovery/reset.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ShownTextField } from '../../http/fields.ts';

const ResetView = z.object({
  state: z.enum(['waiting', 'ready']).meta({ description: '`ready`: one new factor can be added, until `until`.' }),
  startedBy: z.enum(RESET_STARTERS),
  requestedAt: z.iso.datetime(),
  readyAt: z.iso.datetime(),
  until: z.iso.datetime().meta({ description: 'If nobody has added a factor by then, everything stays as it is.' }),
  shorteningProposedBy: z
    .string()
    .optional()
    .meta({ description: 'Who wants to end the wait (`domain/userId`); somebody else has to agree.' }),
});

const Reason = z.strictObject({ reason: ShownTextField.meta({ description: 'Why; kept in the record.' }) });

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/reset',
  style: 'problem',
  operations: {
    GET: {
      id: 'getResetOfUser',
      summary: 'Say whether a reset of the factors of a user waits or is ready, of LDAP domains too',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: { status: 200, description: 'The reset that stands.', schema: ResetView },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'RESET_UNKNOWN'],
    },
    POST: {
      id: 'startResetOfUser',
      summary:
        'Start a reset for a user who cannot use any of his factors; it waits as long as one that he asks for himself',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'reset-requested',
      query,
      headers,
      request: Reason,
      success: {
        status: 201,
        description: 'It waits. All addresses and devices of the user were told.',
        schema: ResetView,
      },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'OWN_ACCOUNT',
        'RESET_STANDS',
        'RESET_DISABLED',
        'RESET_LIMIT_REACHED',
        'FACTOR_NOT_ENROLLED',
        'TOO_MANY_REQUESTS',
      ],
    },
    DELETE: {
      id: 'endResetOfUser',
      summary: 'End the reset of a user; his factors stay as they are, and he is told',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'reset-ended',
      query,
      headers,
      success: { status: 204, description: 'No reset stands.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'RESET_UNKNOWN'],
    },
  },
});

export const shorten = defineEndpoint({
  path: '/mfa/v1/users/{userId}/reset/shorten',
  style: 'problem',
  operations: {
    POST: {
      id: 'shortenResetOfUser',
      summary:
        'End the wait of a reset now, for a user whom somebody knows. Where BypassNeedsTwoPeople is set, the first call proposes it ' +
        'and another person, of the help desk too, agrees with the same call',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'reset-shortened',
      query,
      headers,
      request: Reason,
      success: {
        status: 200,
        description: 'The reset as it is now: `ready`, or still `waiting` for the second person.',
        schema: ResetView,
      },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'RESET_UNKNOWN',
        'ADMINISTRATOR_ONLY',
        'OWN_ACCOUNT',
        'SECOND_PERSON_NEEDED',
        'CHANGED_MEANWHILE',
      ],
    },
  },
});
