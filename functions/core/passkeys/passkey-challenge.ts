import type { Epoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';

/**
 * As long as a person may take to find his phone or his key; the browser is told the same (WebAuthn Level 3 section 15.1
 * asks for five to ten minutes).
 */
export const PASSKEY_CHALLENGE_LIFE_MS = 5 * 60 * 1000;

/** Random bytes that an application lets a passkey of a person sign on a page of its own. */
export interface PasskeyChallenge {
  /** 128 random bits in base64url; names it, and is not what is signed. */
  readonly id: string;
  /** 32 random bytes in base64url: what is signed. */
  readonly challenge: string;
  readonly user: UserKey;
  /** Of the user when it was made: in another one it is over. */
  readonly epoch: Epoch;
  readonly application: string;
  /** The account that asked for it: the only one that may answer. */
  readonly client: UserKey;
  readonly expiresAtMs: number;
  /** It had its one answer, right or wrong. */
  readonly isSpent: boolean;
}
