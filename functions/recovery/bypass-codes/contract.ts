import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ReasonField } from '../../http/fields.ts';

const MakeBypassCodeRequest = z.strictObject({
  reason: ReasonField,
  uses: z
    .int()
    .min(1)
    .max(10)
    .exactOptional()
    .meta({ description: 'How often the code counts: 1 without it, and `BypassCodeMaxUses` at most.' }),
  minutes: z.int().min(1).max(10_080).exactOptional().meta({
    description:
      'How long it works: 60 without it, or less where the settings allow no more; `BypassCodeMaxMinutes` at most.',
  }),
});

const BypassCodeView = z.object({
  codeId: z.string(),
  reason: z.string(),
  madeBy: z.string().meta({ description: 'Identity domain and user: `DefaultDomain/helper`.' }),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  usesLeft: z.int(),
  approved: z
    .boolean()
    .meta({ description: 'False while a second person has to agree (`BypassNeedsTwoPeople` when it was made).' }),
  approvedBy: z.string().optional(),
  approvedAt: z.iso.datetime().optional(),
  usable: z.boolean().meta({ description: 'It would be taken now: approved, in time, not used up, and allowed.' }),
});

const MadeBypassCode = z.object({
  code: z.string().meta({ description: 'Digits (`BypassCodeLength`). Nobody can see them again.' }),
  ...BypassCodeView.shape,
});

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };
const common = ['USER_UNKNOWN', 'DOMAIN_UNKNOWN'] as const;

export const collection = defineEndpoint({
  path: '/mfa/v1/users/{userId}/bypass-codes',
  style: 'problem',
  operations: {
    GET: {
      id: 'listBypassCodesOfUser',
      summary: 'Say which code of the help desk a user has, of LDAP domains too; the digits are never shown again',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: {
        status: 200,
        description: 'One, or none: a new one ends the one before.',
        schema: z.object({ bypassCodes: z.array(BypassCodeView) }),
      },
      codes: common,
    },
    POST: {
      id: 'makeBypassCodeForUser',
      summary:
        'Make a code for a user who has none of his factors at hand, in the place of the one before; he is told by mail and SMS',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'bypass-code-made',
      request: MakeBypassCodeRequest,
      query,
      headers,
      success: {
        status: 201,
        description: 'The code in clear, this once. Tell it to nobody but the user, once you know that it is he.',
        schema: MadeBypassCode,
      },
      codes: [...common, 'OWN_ACCOUNT', 'FACTOR_DISABLED', 'TOO_MANY_REQUESTS'],
    },
    DELETE: {
      id: 'endBypassCodeOfUser',
      summary: 'End the code of the help desk that a user has',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'bypass-code-removed',
      query,
      headers,
      success: { status: 204, description: 'It proves nothing any more.' },
      codes: [...common, 'BYPASS_CODE_UNKNOWN'],
    },
  },
});

export const approval = defineEndpoint({
  path: '/mfa/v1/users/{userId}/bypass-codes/{codeId}/approval',
  style: 'problem',
  operations: {
    POST: {
      id: 'approveBypassCodeOfUser',
      summary: 'Agree to a code that somebody else made, so that it works',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'bypass-code-approved',
      query,
      headers,
      success: { status: 200, description: 'It works.', schema: BypassCodeView },
      codes: [...common, 'OWN_ACCOUNT', 'SECOND_PERSON_NEEDED', 'BYPASS_CODE_UNKNOWN', 'FACTOR_DISABLED'],
    },
  },
});
