import * as z from 'zod';
import { MAX_LINKS } from '../../core/links/link.ts';
import { METHODS } from '../../core/verify/credential.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { DomainField, UserIdField } from '../../http/fields.ts';

const LinkView = z.object({
  domain: z.string().meta({ description: 'Where the other account is.' }),
  domainName: z.string().optional().meta({ description: 'What people are told that domain is called.' }),
  linkedAt: z.iso.datetime(),
  by: z.enum(['administrator', 'person']).meta({ description: 'Who said that they are of one person.' }),
  counts: z.boolean().meta({
    description:
      'Whether the other account helps now. It does not when it is gone or another person’s, when one of the two does ' +
      'something for others, or when its directory does not answer.',
  }),
  userId: z.string().optional().meta({ description: 'For who may administer that domain too: its name there.' }),
  factors: z
    .array(z.object({ kind: z.enum(METHODS), usable: z.boolean() }))
    .optional()
    .meta({ description: 'For who may administer that domain too, of a link that counts: what can prove him there.' }),
});

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = {
  'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.',
};
const recordedHeaders = { ...headers, 'Sekisho-Reason': 'Why, in one line; required, and kept in the record.' };

export const links = defineEndpoint({
  path: '/mfa/v1/users/{userId}/links',
  style: 'problem',
  operations: {
    GET: {
      id: 'listLinksOfUser',
      summary: 'List the accounts of the same person in other domains, and what can prove him there',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: {
        status: 200,
        description: `The links, at most ${MAX_LINKS}, the oldest first.`,
        schema: z.object({ links: z.array(LinkView) }),
      },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN'],
    },
    PUT: {
      id: 'linkUser',
      summary: 'Link an account of the same person in another domain; both are told at all their addresses',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'accounts-linked',
      query,
      headers: recordedHeaders,
      request: z.strictObject({ domain: DomainField, userId: UserIdField }).meta({ description: 'The other account.' }),
      success: { status: 204, description: 'The accounts are linked; a second call changes nothing and tells nobody.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'LINK_NOT_ALLOWED', 'LINK_LIMIT_REACHED', 'FIELD_MISSING'],
    },
    DELETE: {
      id: 'unlinkUser',
      summary: 'End a link from either side; both are told at all their addresses',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'accounts-unlinked',
      query: { ...query, linkedDomain: 'Where the other account is.', linkedUserId: 'Its name there.' },
      headers: recordedHeaders,
      success: { status: 204, description: 'Neither account helps the other any more.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'LINK_UNKNOWN', 'FIELD_MISSING', 'FIELD_INVALID'],
    },
  },
});
