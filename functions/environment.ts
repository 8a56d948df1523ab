import * as z from 'zod';

/** What every function that reads the table needs. */
export const TableEnv = z.object({
  /** The one table: users, credentials, settings, keys. */
  TABLE_NAME: z.string().min(1),
  /** The identity domain of callers who name none. */
  DEFAULT_DOMAIN: z.string().min(1),
});

/** What a function needs that hashes PINs or opens sealed secrets. */
export const KeyEnv = z.object({
  /** ARN of the key that wraps the data keys. */
  KEY_ARN: z.string().min(1),
});

/** What a function needs that signs tokens, or publishes or uses the keys to check them. */
export const SigningEnv = z.object({
  /** ARNs of the signing keys, separated by commas: the first one signs, all are published. */
  SIGNING_KEY_ARNS: z.string().min(1),
});

/** What a function needs that names addresses of this service or signs tokens in its name. */
export const PublicEnv = z.object({
  /** Where browsers and applications find this service, without a slash at the end; the issuer of its tokens. */
  PUBLIC_URL: z.url().regex(/[^/]$/),
});

/** What a function needs that makes or checks passkeys; it also needs `PublicEnv`, whose origin is the one that its pages accept. */
export const PasskeyEnv = z.object({
  /** The domain that passkeys belong to (WebAuthn Level 3, section 5.4.2); authenticators know them under no other one. */
  PASSKEY_RP_ID: z.string().min(1),
});

/** What a function needs that registers devices with SNS. */
export const PlatformEnv = z.object({
  /** Platform applications; empty when the stage has no credentials for the platform. */
  APNS_APPLICATION_ARN: z.string(),
  FCM_APPLICATION_ARN: z.string(),
});

/** What a function needs that sends messages. */
export const SenderEnv = z.object({
  /** The From address of mails; SES must know it. */
  SENDER_ADDRESS: z.string().min(3),
  /** Name or ARN of the secret with the credentials of the message gateway. */
  UMS_SECRET_ID: z.string().min(1),
  /** `true` in the run on one machine alone, where the message gateway may be on that machine. */
  UMS_LOOPBACK: z.enum(['true', 'false']).default('false'),
});

/** What a function needs in which clients wait for a phone. */
export const WaitEnv = z.object({
  /** `false` where the account has no instances to spare: who asks is answered at once. */
  CLIENTS_MAY_WAIT: z.enum(['true', 'false']).default('false'),
});

/** What a function needs that administrators call: whose second factor it checks, by a code or by a token. */
export const AdministratorEnv = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  ...SigningEnv.shape,
  ...PublicEnv.shape,
});
