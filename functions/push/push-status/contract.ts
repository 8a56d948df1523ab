import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const ChallengeView = z.object({
  challengeId: z.string(),
  status: z.enum(['pending', 'approved', 'denied', 'expired']),
  reason: z.enum(['not_me', 'mistake', 'other_denied']).optional().meta({ description: 'Why it was denied.' }),
  expiresAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().optional(),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/push-challenges/{challengeId}',
  style: 'problem',
  operations: {
    GET: {
      id: 'getPushChallenge',
      summary: 'What became of a challenge, for the client that started it',
      caller: 'client',
      headers: {
        Prefer: 'wait=N (RFC 7240): answer when the status changes, at the latest after N seconds, 1 to 25.',
        'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.',
      },
      success: { status: 200, description: 'The status.', schema: ChallengeView },
      codes: ['CHALLENGE_UNKNOWN', 'APPLICATION_NOT_REGISTERED', 'APPLICATION_NOT_ALLOWED'],
    },
  },
});
