import * as z from 'zod';
import { readAssertion } from '../../core/passkeys/read-answer.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { ApplicationField, DomainField, UserIdField } from '../../http/fields.ts';

const StartPasskeyChallengeRequest = z.strictObject({
  userId: UserIdField,
  appName: ApplicationField,
  idStore: DomainField.optional(),
});

const RequestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int().meta({ description: 'In milliseconds.' }),
    userVerification: z.enum(['required', 'preferred']),
    allowCredentials: z.array(
      z.object({ type: z.literal('public-key'), id: z.string(), transports: z.array(z.string()) }),
    ),
    hints: z.array(z.string()).optional().meta({ description: 'Where all of the passkeys are on security keys.' }),
  })
  .meta({ description: 'For `PublicKeyCredential.parseRequestOptionsFromJSON` in the browser, as it stands.' });

const StartedPasskeyChallenge = z.object({
  challengeId: z.string(),
  expiresAt: z.iso.datetime(),
  publicKey: RequestOptions,
});

const Bytes = z.string().min(1).max(8_192).meta({ description: 'In base64url.' });

/** `AuthenticationResponseJSON` (WebAuthn Level 3 section 5.1); browsers add members of their own. */
const AssertionField = z
  .looseObject({
    id: Bytes,
    rawId: Bytes,
    type: z.literal('public-key'),
    response: z.looseObject({
      clientDataJSON: Bytes,
      authenticatorData: Bytes,
      signature: Bytes,
      userHandle: z.string().max(128).nullish(),
    }),
  })
  .refine((json) => readAssertion(json) !== undefined, 'must be what `toJSON()` of the credential gave')
  .transform((json) => readAssertion(json) ?? z.NEVER)
  .meta({ description: 'What `toJSON()` of the credential gave in the browser, as it stands.' });

const AcceptedPasskey = z.object({
  resultCode: z.literal('0'),
  passkeyId: z.string(),
  userVerified: z.boolean().meta({ description: 'The person showed a finger, a face or a PIN to the authenticator.' }),
  synced: z.boolean().meta({ description: 'It can be copied to other devices of its owner.' }),
  amr: z.array(z.string()).meta({ description: 'RFC 8176: hwk or swk, and user where the person was verified.' }),
  userHandle: z.string().meta({ description: 'In base64url: userId of signalAllAcceptedCredentials.' }),
  allAcceptedCredentialIds: z
    .array(z.string())
    .meta({ description: 'All passkeys of the user, in base64url, for signalAllAcceptedCredentials.' }),
});

const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the client, if it is not the default one.' };

export const collection = defineEndpoint({
  path: '/mfa/v1/passkey-challenges',
  style: 'problem',
  operations: {
    POST: {
      id: 'startPasskeyChallenge',
      summary: 'Ask for a passkey of a user, on a page of the application',
      caller: 'client',
      request: StartPasskeyChallengeRequest,
      headers,
      success: { status: 201, description: 'The challenge lives for five minutes.', schema: StartedPasskeyChallenge },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'FACTOR_NOT_ENROLLED',
        'FACTOR_DISABLED',
        'RETURN_URL_NOT_REGISTERED',
      ],
    },
  },
});

export const answer = defineEndpoint({
  path: '/mfa/v1/passkey-challenges/{challengeId}/answer',
  style: 'problem',
  operations: {
    POST: {
      id: 'answerPasskeyChallenge',
      summary: 'Check what the passkey of a user answered, once, for the client that asked',
      caller: 'client',
      provesFactor: true,
      request: z.strictObject({ credential: AssertionField }),
      headers,
      success: { status: 200, description: 'The passkey was proven.', schema: AcceptedPasskey },
      codes: [
        'CHALLENGE_UNKNOWN',
        'CHALLENGE_CLOSED',
        'CHALLENGE_EXPIRED',
        'PASSKEY_INVALID',
        'PASSKEY_UNKNOWN',
        'PASSKEY_COUNTER_REGRESSED',
        'PASSKEY_SYNCED',
        'FACTOR_DISABLED',
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
