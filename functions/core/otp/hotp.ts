import { createGuardrails } from '@otplib/core';
import { generateSync } from '@otplib/hotp';
import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node';

type Digits = 6 | 7 | 8;
const TOTP_DIGITS = 6;
export const TOTP_PERIOD_SECONDS = 30;
/** Before the first step that any clock can show. */
export const NO_STEP = -1;

const crypto = new NodeCryptoPlugin();
/** RFC 4226 (R6) asks for 16; the secrets of the old system have 10. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 10 });

/** HMAC-SHA-1 one-time password for a counter (RFC 4226 section 5.3), as text with leading zeros. */
export function hotp(secret: Uint8Array, counter: number, digits: Digits = TOTP_DIGITS): string {
  return generateSync({ secret, counter, digits, crypto, guardrails });
}

/** The time step of an instant (RFC 6238 section 4.2, T0 = 0). */
export function timeStep(nowMs: number): number {
  return Math.floor(nowMs / 1000 / TOTP_PERIOD_SECONDS);
}
