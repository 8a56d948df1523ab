import type { RandomBytes } from '../ports/random-bytes.ts';
import type { SessionChallenge } from './session.ts';

/** WebAuthn Level 3 section 13.4.3 asks for 16. */
const CHALLENGE_BYTES = 32;

/** Random bytes for a passkey to sign, once; as long as they are not signed they say nothing of anybody. */
export function randomChallenge(random: RandomBytes): string {
  return Buffer.from(random(CHALLENGE_BYTES)).toString('base64url');
}

/** Every session begins with one, so that its first page can ask for a passkey without a write. */
export function makePasskeyChallenge(random: RandomBytes, sentAtMs: number, expiresAtMs: number): SessionChallenge {
  return { correlationId: randomChallenge(random), sentAtMs, expiresAtMs };
}
