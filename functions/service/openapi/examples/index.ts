import { DIRECTORY_EXAMPLES } from './directory.ts';
import type { Example } from './example.ts';
import { JOURNEY_EXAMPLES } from './journey.ts';
import { OTP_EXAMPLES } from './otp.ts';
import { PASSKEY_EXAMPLES } from './passkeys.ts';
import { PUSH_EXAMPLES } from './push.ts';
import { RECOVERY_EXAMPLES } from './recovery.ts';
import { TOKEN_EXAMPLES } from './tokens.ts';

/** By `operationId`. A test holds each to its schema, and finds an operation without one. */
export const EXAMPLES: Readonly<Record<string, Example | undefined>> = {
  ...OTP_EXAMPLES,
  ...PUSH_EXAMPLES,
  ...PASSKEY_EXAMPLES,
  ...JOURNEY_EXAMPLES,
  ...DIRECTORY_EXAMPLES,
  ...RECOVERY_EXAMPLES,
  ...TOKEN_EXAMPLES,
  getRelatedOrigins: { answer: { origins: ['https://mfa.example.com', 'https://shop.example'] } },
  getHealth: { answer: { status: 'ok' } },
};
