import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const AnswerPushRequest = z.strictObject({
  answer: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'Compact JWS (ES256, typ sekisho-answer+jws) of a registered device; see docs/push.md.' }),
});

const AnsweredPush = z.object({ challengeId: z.string(), status: z.enum(['approved', 'denied']) });

export const endpoint = defineEndpoint({
  path: '/mfa/v1/push-challenges/{challengeId}/answer',
  style: 'problem',
  operations: {
    POST: {
      id: 'answerPushChallenge',
      summary: 'Approve or deny, signed by a device of the user',
      caller: 'anyone',
      provesFactor: true,
      request: AnswerPushRequest,
      success: { status: 200, description: 'The answer counts; it is the only one.', schema: AnsweredPush },
      codes: [
        'SIGNATURE_INVALID',
        'SIGNATURE_STALE',
        'CHALLENGE_UNKNOWN',
        'CHALLENGE_CLOSED',
        'CHALLENGE_EXPIRED',
        'OTP_INVALID',
        'OTP_REPLAYED',
        'USER_LOCKED',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'USER_UNKNOWN',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
