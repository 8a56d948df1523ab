import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ApplicationField, DomainField, MailField, SessionField, UserIdField } from '../../http/fields.ts';

/** OAM's `CreateOTPRequest`. */
export const CreateOtpRequest = z.strictObject({
  appName: ApplicationField,
  userId: UserIdField,
  deliveryChannel: z.enum(['email', 'sms', 'totp', 'custom', 'none']).meta({
    description: '`custom` and `none` hand the PIN back in minorCode, to clients with the right receive-pins.',
  }),
  email: MailField.optional().meta({
    description: 'Instead of the address in the directory: with the right address-override.',
  }),
  phone: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Instead of the number in the directory: with the right address-override.' }),
  idStore: DomainField.optional(),
  sessionId: SessionField.optional(),
});

/** OAM's `CreateOTPResponse`: all values are strings. */
const CreateOtpResponse = z.object({
  correlationId: z.string().meta({ description: 'Give it to validateOTP.' }),
  resultCode: z.literal('0'),
  minorCode: z.string().optional().meta({ description: 'The PIN, on the channels `custom` and `none` alone.' }),
  message: z.string(),
  validTime: z.string().meta({ description: 'The instant of expiry: milliseconds since 1970, as text.' }),
});

export const endpoint = defineEndpoint({
  path: '/oam/services/rest/auth/api/v1/mfa/createOTP',
  style: 'oam',
  operations: {
    POST: {
      id: 'createOtp',
      summary: 'Make a PIN and deliver it, or begin the check of an authenticator code',
      caller: 'client',
      request: CreateOtpRequest,
      headers: {
        'Idempotency-Key':
          'For 10 minutes the same key sends nothing twice to the same user and gets the same correlationId; with or without ' +
          'quotes. Not on `custom` and `none`.',
        'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.',
      },
      success: { status: 200, description: 'The PIN is on its way.', schema: CreateOtpResponse },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'USER_LOCKED',
        'SEND_LIMIT_EXCEEDED',
        'RESEND_TOO_SOON',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'PIN_RECEIPT_NOT_ALLOWED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'IDEMPOTENCY_KEY_REUSED',
        'DELIVERY_FAILED',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
