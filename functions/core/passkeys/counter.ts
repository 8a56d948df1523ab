import type { Passkey } from './passkey.ts';

/**
 * Whether the counter of an answer whose signature is right says that there may be a second copy of a passkey which
 * ought to have none (WebAuthn Level 3 sections 6.1.1 and 7.2). A synced one has copies, each with a counter of its own
 * or none, so that it says nothing there, nor in the first answer after it says that it is no longer synced: managers of
 * passwords change what they say when they move it. 0 after 0 is an authenticator that does not count.
 */
export function judgeCounter(
  passkey: Pick<Passkey, 'signCount' | 'isBackupEligible'>,
  { signCount, isBackupEligible }: { readonly signCount: number; readonly isBackupEligible: boolean },
): 'fine' | 'regressed' {
  if (isBackupEligible || passkey.isBackupEligible) return 'fine';
  return passkey.signCount === 0 || signCount > passkey.signCount ? 'fine' : 'regressed';
}
