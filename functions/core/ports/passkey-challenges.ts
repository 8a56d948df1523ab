import type { PasskeyChallenge } from '../passkeys/passkey-challenge.ts';

/** Challenges of applications with pages of their own. Those of our pages stand in their session. */
export interface PasskeyChallenges {
  add(challenge: PasskeyChallenge): Promise<void>;
  find(id: string): Promise<PasskeyChallenge | undefined>;
  /** One conditional write. `blocked`: another answer was first, or the time is over. */
  spend(id: string, nowMs: number): Promise<'spent' | 'blocked'>;
}
