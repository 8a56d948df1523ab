import type { Verdict } from '../core/verify/verify.ts';
import type { Log } from './log.ts';

/** Which check failed is for who runs the service; never what was answered. */
export function logPasskeyFault(log: Log, verdict: Verdict): void {
  if (verdict.kind !== 'rejected' || verdict.fault === undefined) return;
  log('warn', 'PASSKEY_REFUSED', { fault: verdict.fault });
}
