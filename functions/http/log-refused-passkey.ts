import type { Code } from '../core/errors/codes.ts';
import type { PasskeyFault } from '../core/passkeys/passkey.ts';
import type { Log } from './log.ts';

interface RefusedPasskey {
  readonly reason: Code;
  /** The check that failed, where one did. */
  readonly fault?: PasskeyFault | undefined;
}

/** Which check failed is for who runs the service; what was answered is for nobody. */
export function logRefusedPasskey(log: Log, { reason, fault }: RefusedPasskey): void {
  log('warn', 'PASSKEY_REFUSED', { reason, ...(fault === undefined ? {} : { fault }) });
}
