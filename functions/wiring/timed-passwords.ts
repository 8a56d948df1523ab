import type { Authenticator } from '../core/passwords/authenticate.ts';
import type { Clock } from '../core/ports/clock.ts';
import { thisCall } from '../http/current-call.ts';

/** The same check of a password; what it took is kept apart from what the rest of the call took. */
export function timedPasswords(authenticate: Authenticator, clock: Clock): Authenticator {
  return async (...asked) => {
    const startedMs = clock();
    try {
      return await authenticate(...asked);
    } finally {
      const call = thisCall();
      if (call !== undefined) call.passwordMs = (call.passwordMs ?? 0) + clock() - startedMs;
    }
  };
}
