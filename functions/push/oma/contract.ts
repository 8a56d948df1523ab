import * as z from 'zod';
import { CHALLENGE_RESPONSE_PATH, PREFERENCES_PATH } from '../../core/push/oma-link.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ShownTextField } from '../../http/fields.ts';

const DOMAIN_HEADER = {
  'x-oauth-identity-domain-name': 'The identity domain of the user, if it is not the default one.',
} as const;

/** Oracle published no bodies for these two paths: they are ours. */
const PreferencesRequest = z.strictObject({
  deviceName: ShownTextField.meta({ description: 'As the person calls it.' }),
  platform: z.enum(['ios', 'android']),
  pushToken: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'Of APNs or FCM; the same one again is the same device.' }),
  enrolmentCode: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .meta({ description: 'Needed when the user has a factor already; see device-enrolments.' }),
});

const PreferencesResponse = z.object({
  resultCode: z.literal('0'),
  message: z.string(),
  deviceId: z.string().meta({ description: 'Names the device in ChallengeResponse.' }),
});

const ChallengeResponseRequest = z.strictObject({
  deviceId: z.string().min(1).max(64),
  challengeId: z.string().min(1).max(64).meta({ description: 'From the push.' }),
  response: z.enum(['allow', 'deny']),
  reason: z
    .enum(['not_me', 'mistake'])
    .default('mistake')
    .meta({ description: 'Why it is denied; `not_me` also stops further pushes.' }),
});

const ChallengeResponseResponse = z.object({ resultCode: z.literal('0'), message: z.string() });

export const preferences = defineEndpoint({
  path: PREFERENCES_PATH,
  style: 'oam',
  operations: {
    POST: {
      id: 'registerOmaDevice',
      summary: 'Register a device that answers with the password of its user (PushMatchCode false)',
      caller: 'user',
      headers: DOMAIN_HEADER,
      request: PreferencesRequest,
      success: { status: 200, description: 'SNS pushes to the device.', schema: PreferencesResponse },
      codes: [
        'FACTOR_DISABLED',
        'MATCH_CODE_REQUIRED',
        'PUSH_UNAVAILABLE',
        'FACTOR_BOUND',
        'DEVICE_LIMIT_REACHED',
        'PROOF_REQUIRED',
        'USER_UNKNOWN',
        'TOO_MANY_REQUESTS',
        'ENROLMENT_CODE_INVALID',
        'DOMAIN_UNKNOWN',
      ],
    },
  },
});

export const challengeResponse = defineEndpoint({
  path: CHALLENGE_RESPONSE_PATH,
  style: 'oam',
  operations: {
    POST: {
      id: 'answerOmaChallenge',
      summary: 'Allow or deny a push challenge with the password of the user (PushMatchCode false)',
      caller: 'user',
      provesFactor: true,
      headers: DOMAIN_HEADER,
      request: ChallengeResponseRequest,
      success: {
        status: 200,
        description: 'The answer counts; it is the only one.',
        schema: ChallengeResponseResponse,
      },
      codes: [
        'MATCH_CODE_REQUIRED',
        'DEVICE_UNKNOWN',
        'CHALLENGE_UNKNOWN',
        'CHALLENGE_CLOSED',
        'CHALLENGE_EXPIRED',
        'USER_LOCKED',
        'USER_UNKNOWN',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'OTP_INVALID',
        'OTP_REPLAYED',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
