import { createHmac, type KeyObject } from 'node:crypto';

const TOTP_DIGITS = 6;
export const TOTP_PERIOD_SECONDS = 30;
/** Before the first step that any clock can show. */
export const NO_STEP = -1;

/**
 * HMAC-SHA-1 one-time password for a counter (RFC 4226 section 5.3), as text with leading zeros. Whoever asks for several
 * of one secret makes a key object of it: Node takes longer to import the bytes than to compute the HMAC.
 */
export function hotp(secret: Uint8Array | KeyObject, counter: number, digits: number = TOTP_DIGITS): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const truncated = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

/** The time step of an instant (RFC 6238 section 4.2, T0 = 0). */
export function timeStep(nowMs: number): number {
  return Math.floor(nowMs / 1000 / TOTP_PERIOD_SECONDS);
}
