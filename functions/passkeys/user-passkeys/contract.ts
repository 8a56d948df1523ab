import * as z from 'zod';
import { MAX_PASSKEY_NAME, readPasskeyName } from '../../core/passkeys/passkey-name.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { PasskeyView } from '../../http/fields.ts';

const RenamePasskeyRequest = z.strictObject({
  name: z
    .string()
    .refine(
      (name) => readPasskeyName(name) !== undefined,
      `must be one line of 1 to ${MAX_PASSKEY_NAME} characters, all of them visible`,
    )
    .transform((name) => readPasskeyName(name) ?? z.NEVER)
    .meta({
      description: `One line of visible text, at most ${MAX_PASSKEY_NAME} characters; NFC, runs of blanks are one.`,
    }),
});

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };

export const collection = defineEndpoint({
  path: '/mfa/v1/users/{userId}/passkeys',
  style: 'problem',
  operations: {
    GET: {
      id: 'listPasskeysOfUser',
      summary: 'List the passkeys of a user, of LDAP domains too',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: {
        status: 200,
        description: 'The passkeys.',
        schema: z.object({ passkeys: z.array(PasskeyView) }),
      },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN'],
    },
  },
});

export const item = defineEndpoint({
  path: '/mfa/v1/users/{userId}/passkeys/{passkeyId}',
  style: 'problem',
  operations: {
    PATCH: {
      id: 'renamePasskeyOfUser',
      summary: 'Give a passkey another name, by which its owner knows it again',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'passkey-renamed',
      request: RenamePasskeyRequest,
      query,
      headers,
      success: { status: 200, description: 'The passkey under its new name.', schema: PasskeyView },
      codes: ['DOMAIN_UNKNOWN', 'PASSKEY_UNKNOWN', 'FIELD_MISSING'],
    },
    DELETE: {
      id: 'deletePasskeyOfUser',
      summary: 'Remove a passkey, such as that of a key that was lost; the user is told by mail',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'passkey-removed',
      query,
      headers,
      success: { status: 204, description: 'The passkey proves nothing any more.' },
      codes: ['DOMAIN_UNKNOWN', 'PASSKEY_UNKNOWN', 'FIELD_MISSING', 'SECOND_PERSON_NEEDED', 'TOO_MANY_REQUESTS'],
    },
  },
});
