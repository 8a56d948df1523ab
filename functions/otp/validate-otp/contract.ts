import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ApplicationField, CodeField, DomainField, SessionField, UserIdField } from '../../http/fields.ts';

/** OAM's `ValidateOTPRequest`. */
const ValidateOtpRequest = z.strictObject({
  appName: ApplicationField,
  userId: UserIdField,
  correlationId: z.string().min(1).max(128).meta({ description: 'From createOTP.' }),
  otpCode: CodeField,
  deliveryChannel: z
    .enum(['email', 'sms', 'totp', 'custom', 'none'])
    .optional()
    .meta({ description: '`totp` for the code of an authenticator app; everything else means a PIN.' }),
  idStore: DomainField.optional(),
  sessionId: SessionField.optional(),
});

/** OAM's `ValidateOTPResponse`: all values are strings. */
const ValidateOtpResponse = z.object({ resultCode: z.literal('0'), message: z.string() });

export const endpoint = defineEndpoint({
  path: '/oam/services/rest/auth/api/v1/mfa/validateOTP',
  style: 'oam',
  operations: {
    POST: {
      id: 'validateOtp',
      summary: 'Check a PIN or the code of an authenticator app',
      caller: 'client',
      provesFactor: true,
      request: ValidateOtpRequest,
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' },
      success: { status: 200, description: 'The code is right, and now spent.', schema: ValidateOtpResponse },
      codes: [
        'OTP_INVALID',
        'OTP_EXPIRED',
        'OTP_REPLAYED',
        'USER_LOCKED',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
