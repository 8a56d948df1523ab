import * as z from 'zod';
import { readLanguage } from '../../core/messages/languages.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ApplicationField, ChallengeContextField, DomainField, UserIdField } from '../../http/fields.ts';

const StartSessionRequest = z.strictObject({
  userId: UserIdField,
  appName: ApplicationField,
  returnUrl: z
    .string()
    .min(1)
    .max(2000)
    .meta({ description: 'Letter by letter one of the returnUrls of the application.' }),
  state: z
    .string()
    .min(1)
    .max(512)
    .refine((text) => text.isWellFormed(), 'must be whole characters')
    .exactOptional()
    .meta({ description: 'A random text that comes back with the browser. Tell it to nobody before.' }),
  locale: z
    .string()
    .regex(/^[A-Za-z0-9_.@*,;= -]{1,256}$/, 'must be a language tag, such as ja or en-GB')
    .transform(readLanguage)
    .optional()
    .meta({
      description:
        'Language of the pages: a tag such as ja or en-GB, also written ja_JP, or a list of them. When it is missing, or names ' +
        'none: what the browser asks for. Messages speak the language of the user.',
    }),
  context: ChallengeContextField.exactOptional().meta({
    description: 'Shown to the person on pages and devices; the token carries a hash of `action`, as it is shown.',
  }),
  purpose: z.enum(['verify', 'enrol']).default('verify'),
  idStore: DomainField.optional(),
});

const StartSessionResponse = z.object({
  sessionId: z.string(),
  url: z.url().meta({ description: 'Send the browser here.' }),
  expiresAt: z.iso.datetime(),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/sessions',
  style: 'problem',
  operations: {
    POST: {
      id: 'startSession',
      summary: 'Begin a visit to the hosted pages, for a user whose first factor was checked',
      caller: 'client',
      request: StartSessionRequest,
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' },
      success: { status: 201, description: 'The session lives for ten minutes.', schema: StartSessionResponse },
      codes: [
        'SESSION_LIMIT_REACHED',
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'RETURN_URL_NOT_REGISTERED',
      ],
    },
  },
});
