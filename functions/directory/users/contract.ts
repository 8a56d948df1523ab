import * as z from 'zod';
import { isAttributeName, namesPassword } from '../../core/directory/attribute.ts';
import { MAX_ATTRIBUTE_VALUE } from '../../core/directory/profile.ts';
import { MAX_FOUND } from '../../core/directory/search.ts';
import { readLanguage } from '../../core/messages/languages.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../core/passwords/password-policy.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

const AttributeName = z.string().refine(isAttributeName, 'must be an attribute name');
/** What would be shown to administrators and exported must be no password. One that is there already can be removed. */
const holdsNoPassword = (attributes: Readonly<Record<string, string | null>>): boolean =>
  !Object.entries(attributes).some(([name, value]) => value !== null && namesPassword(name));
const NO_PASSWORD = 'must be no passwords: attributes are readable, `password` is not';
/** What a value may hold hangs on its name, which the settings know: `checkAttributes` says it. */
const AttributeValue = z
  .string()
  .max(4 * MAX_ATTRIBUTE_VALUE)
  .transform((value) => value.trim());
const Group = z
  .string()
  .transform((name) => name.normalize('NFKC').trim())
  .refine(
    (name) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,63}$/u.test(name),
    'must be letters, digits, blanks and . _ -',
  );
const Groups = z.array(Group).max(50);
const Language = z
  .string()
  .max(256)
  .refine((text) => readLanguage(text) !== undefined, 'must be a language tag, such as ja')
  .transform((text) => readLanguage(text) ?? text);
const Verified = z
  .array(AttributeName)
  .max(20)
  .meta({
    description:
      'The attributes whose value was shown to be the user’s own; a changed value has to be shown anew. To say it of an address ' +
      'that is new to a user takes a reason (`Sekisho-Reason`).',
  });
const Password = z
  .string()
  .max(1_024)
  .meta({
    description: `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters, none that many people use. Never readable.`,
  });

const isSmall = (map: object): boolean => Object.keys(map).length <= 20;
const FEW = 'must be at most 20 attributes';

/** A whole profile; what is left out is empty. */
export const NewProfile = z.strictObject({
  groups: Groups.default([]),
  language: Language.default('en'),
  attributes: z
    .record(AttributeName, AttributeValue)
    .refine(isSmall, FEW)
    .refine(holdsNoPassword, NO_PASSWORD)
    .default({}),
  verified: Verified.default([]),
  password: Password.optional(),
});

/** RFC 7396: what is left out stays, and `null` removes an attribute. */
const ProfilePatch = z.strictObject({
  groups: Groups.optional(),
  language: Language.optional(),
  attributes: z
    .record(AttributeName, AttributeValue.nullable())
    .refine(isSmall, FEW)
    .refine(holdsNoPassword, NO_PASSWORD)
    .optional(),
  verified: Verified.optional(),
  password: Password.optional(),
  previousPasswordUntil: z.iso.datetime().nullable().optional().meta({
    description:
      'Of a client, with a new password: until when the one before counts too, at most 7 days; null ends it now.',
  }),
});

const UserView = z.object({
  userId: z.string(),
  groups: z.array(z.string()),
  language: z.string(),
  attributes: z.record(z.string(), z.string()),
  verified: z.array(z.string()),
  unproven: z
    .array(z.string())
    .optional()
    .meta({
      description:
        'Addresses that were changed and not verified: messages go there, codes do not, until a code of the pages came back or ' +
        'an administrator names them in `verified`, with a reason. Not in a list.',
    }),
  passwordSetAt: z
    .string()
    .nullable()
    .meta({ description: 'RFC 3339: when the password was set; null for a user without one.' }),
  previousPasswordUntil: z.string().nullable().meta({ description: 'Until when the password before counts too.' }),
});

const UserPage = z.object({
  users: z.array(UserView),
  next: z.string().optional().meta({ description: 'For `cursor`, to get the users after these.' }),
});

const FoundPage = z.object({
  found: z.array(
    z.object({
      userId: z.string(),
      mail: z.string().optional().meta({ description: 'Masked.' }),
      phone: z.string().optional().meta({ description: 'Masked: its last four digits.' }),
    }),
  ),
  more: z.boolean().meta({ description: 'There are others: ask for a longer text.' }),
});

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };

export const user = defineEndpoint({
  path: '/mfa/v1/users/{userId}',
  style: 'problem',
  operations: {
    GET: {
      id: 'getUser',
      summary: 'Show a user of our own directory',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: { status: 200, description: 'The user.', schema: UserView },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY'],
    },
    PUT: {
      id: 'putUser',
      summary: 'Make a user, or replace his whole profile; a password that is left out stays',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'user-written',
      query,
      headers,
      request: NewProfile,
      success: { status: 200, description: 'The user as he is now.', schema: UserView },
      codes: ['DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY', 'FIELD_MISSING'],
    },
    PATCH: {
      id: 'patchUser',
      summary: 'Change what is named of a user',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'user-changed',
      query,
      headers,
      request: ProfilePatch,
      success: { status: 200, description: 'The user as he is now.', schema: UserView },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY', 'FIELD_MISSING'],
    },
    DELETE: {
      id: 'deleteUser',
      summary: 'Remove a user with his credential and his devices',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'user-removed',
      query,
      headers,
      success: { status: 204, description: 'Nothing of the user is left.' },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY'],
    },
  },
});

export const users = defineEndpoint({
  path: '/mfa/v1/users',
  style: 'problem',
  operations: {
    GET: {
      id: 'listUsers',
      summary: 'List the users of a domain by their names, or find some by the beginning of a name or an address',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query: {
        ...query,
        search:
          'The beginning, or the whole, of a name, a mail address or a phone number, of LDAP domains too: at least 3 ' +
          `characters, or 2 beyond ASCII; the answer holds at most ${MAX_FOUND} people. A help desk may call with it alone.`,
        limit: 'Users in a page: 1 to 100, 50 when it is missing.',
        cursor: '`next` of the page before.',
      },
      headers,
      success: {
        status: 200,
        description: 'A page of users; with `search` the people who were found.',
        schema: z.union([UserPage, FoundPage]),
      },
      codes: ['DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY', 'FIELD_INVALID', 'ADMINISTRATOR_ONLY', 'TOO_MANY_REQUESTS'],
    },
  },
});
