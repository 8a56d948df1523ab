import type { Passkey } from './passkey.ts';

/**
 * Whether the counter of an answer whose signature is right says that there may be a second copy of a passkey which
 * ought to have none (WebAuthn Level 3 sections 6.1.1 and 7.2). A synced one has copies, each with a counter of its own
 * or none, so that it says nothing there; nor in one that was synced once, since those copies exist. 0 after 0 is an
 * authenticator that does not count.
 */
export function judgeCounter(
  passkey: Pick<Passkey, 'signCount'>,
  { signCount, isBackupEligible }: { readonly signCount: number; readonly isBackupEligible: boolean },
): 'fine' | 'regressed' {
  if (isBackupEligible) return 'fine';
  return passkey.signCount === 0 || signCount > passkey.signCount ? 'fine' : 'regressed';
}
