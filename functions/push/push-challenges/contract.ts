import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ApplicationField, ChallengeContextField, DomainField, UserIdField } from '../../http/fields.ts';

export const StartPushRequest = z.strictObject({
  userId: UserIdField,
  appName: ApplicationField,
  context: ChallengeContextField.optional(),
  idStore: DomainField.optional(),
});

export const StartedPush = z.object({
  challengeId: z.string(),
  matchCode: z
    .string()
    .optional()
    .meta({ description: 'Six digits to show to the person; missing where PushMatchCode is false.' }),
  expiresAt: z.iso.datetime(),
});

export const collection = defineEndpoint({
  path: '/mfa/v1/push-challenges',
  style: 'problem',
  operations: {
    POST: {
      id: 'startPushChallenge',
      summary: 'Ask for an approval on the devices of a user',
      caller: 'client',
      request: StartPushRequest,
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' },
      success: {
        status: 201,
        description: 'The challenge is open.',
        headers: { Location: 'The path to ask what became of it.' },
        schema: StartedPush,
      },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'USER_LOCKED',
        'SEND_LIMIT_EXCEEDED',
        'RESEND_TOO_SOON',
        'PUSH_STOPPED',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
