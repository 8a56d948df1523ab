import { assertNever } from '../core/assert-never.ts';
import type { Account, UserKey } from '../core/directory/user.ts';
import type { GuardedAuthenticator } from '../core/passwords/guard-passwords.ts';
import type { Secret } from '../core/secrets/secret.ts';
import { retryAfterSeconds } from '../core/verify/verify.ts';
import { ApiError } from './api-error.ts';
import type { CallerDependencies, CallerEvidence } from './callers.ts';
import { networksOf } from './network.ts';

/** The account of a person; undefined when the password is wrong, an error when nobody looks at it for a while. */
export function personOf(
  deps: Pick<CallerDependencies, 'authenticatePerson' | 'clock'>,
  user: UserKey,
  password: Secret<string>,
  evidence: Pick<CallerEvidence, 'sourceAddress'>,
): Promise<Account | undefined> {
  return judgePassword(deps, deps.authenticatePerson, user, password, evidence);
}

/** What is known of the password; an error when nobody looks at it for a while. */
export async function judgePassword(
  { clock }: Pick<CallerDependencies, 'clock'>,
  authenticate: GuardedAuthenticator,
  user: UserKey,
  password: Secret<string>,
  { sourceAddress }: Pick<CallerEvidence, 'sourceAddress'>,
  orPassword?: Secret<string>,
): Promise<Account | undefined> {
  const verdict = await authenticate(user, password, networksOf(sourceAddress), orPassword);
  switch (verdict.kind) {
    case 'right':
      return verdict.account;
    case 'wrong':
      return undefined;
    case 'wait': {
      const seconds = retryAfterSeconds(verdict.untilMs, clock());
      throw new ApiError('PASSWORD_TRIES_LIMITED', { headers: { 'retry-after': String(seconds) } });
    }
    default:
      return assertNever(verdict);
  }
}
