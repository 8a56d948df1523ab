import { createHmac } from 'node:crypto';
import type { KeyGeneration } from '../ports/key-ring.ts';

/** What a MAC is for. The list is closed and no request names one, so no text of a caller can be taken for another. */
type MacPurpose =
  /** A PIN that a client asked for. */
  | 'pin'
  /** A PIN that a hosted page sent to an address of the directory. */
  | 'page-pin'
  /** A PIN that shows that a new address is the person's own. */
  | 'new-address'
  /** The correlation id of an authenticator check. */
  | 'totp'
  /** An `Idempotency-Key`, and the request that came with it. */
  | 'send'
  | 'request'
  /** The digits of a push. */
  | 'match'
  | 'device-enrolment'
  /** The secret that a browser gets for a session. */
  | 'browser'
  /** The code with which a person stops an enrolment that he did not begin. */
  | 'cancel'
  /** What a browser keeps of the people before it, and whom it keeps it of. */
  | 'browser-memory'
  | 'browser-person'
  /** The name of a user in the log. */
  | 'user-pseudonym';

/** HMAC-SHA-256 over a purpose and a list of fields; JSON keeps them apart, whatever they contain. */
export function mac(keys: KeyGeneration, purpose: MacPurpose, fields: readonly (string | number | null)[]): Buffer {
  return createHmac('sha256', keys.pinKey)
    .update(JSON.stringify([purpose, ...fields]))
    .digest();
}
