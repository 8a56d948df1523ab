import { assertNever } from '../core/assert-never.ts';
import type { UserKey } from '../core/directory/user.ts';
import { ADMINISTRATION_SCOPE, FRESH_FACTOR_SECONDS } from '../core/passwords/prove-administrator.ts';
import type { VerifiedToken } from '../core/ports/tokens.ts';
import { showsSecondFactor } from '../core/tokens/second-factor.ts';
import { retryAfterSeconds, type Verdict } from '../core/verify/verify.ts';
import { ApiError } from './api-error.ts';
import type { CallerDependencies, CallerEvidence } from './callers.ts';
import { CodeField } from './fields.ts';

const CODE_HEADER = 'sekisho-otp';

/** Goes with every answer to an administrator whom a stolen password could replace. */
export const WARNING_HEADERS = { 'sekisho-warning': 'second-factor-missing' } as const;

/** Whether a password was all that the caller has shown; throws when that is not enough. */
export async function proveByCode(
  { administrators, clock }: Pick<CallerDependencies, 'administrators' | 'clock'>,
  user: UserKey,
  { headers }: Pick<CallerEvidence, 'headers'>,
): Promise<'proven' | 'password-alone'> {
  if (administrators === undefined)
    throw new TypeError('this endpoint has administrators but no way to check their factor');
  const code = headers[CODE_HEADER] === undefined ? undefined : CodeField.safeParse(headers[CODE_HEADER]);
  if (code?.success === false) throw new ApiError('OTP_INVALID');
  const proof = await administrators.prove(user, code?.data);
  switch (proof.kind) {
    case 'proven':
    case 'password-alone':
      return proof.kind;
    case 'refused':
      throw new ApiError(proof.reason);
    case 'not-proven':
      throw notProven(proof.verdict, clock());
    default:
      return assertNever(proof);
  }
}

function notProven(verdict: Exclude<Verdict, { kind: 'accepted' }>, nowMs: number): ApiError {
  const wait = (seconds: number | undefined) =>
    seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } };
  switch (verdict.kind) {
    case 'rejected':
      return new ApiError(verdict.reason);
    case 'locked':
      return new ApiError('USER_LOCKED', wait(retryAfterSeconds(verdict.untilMs, nowMs)));
    case 'unknown-user':
      return new ApiError('CREDENTIALS_INVALID');
    case 'busy':
      return new ApiError('TOO_MANY_REQUESTS', wait(1));
    default:
      return assertNever(verdict);
  }
}

/** RFC 9470 section 3: what the token lacks, so that a client can ask for a better one. */
const STEP_UP = {
  'www-authenticate': `Bearer realm="Sekisho", error="insufficient_user_authentication", max_age="${FRESH_FACTOR_SECONDS}", scope="${ADMINISTRATION_SCOPE}"`,
};

/** A token administers when it was asked for that, by a person who has shown a second factor within a quarter of an hour. */
export function requireFreshFactor({ isOfPerson, amr, claims }: VerifiedToken, nowMs: number): void {
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const ageSeconds = nowMs / 1000 - Number(claims.auth_time ?? Number.NaN);
  const isFresh = ageSeconds <= FRESH_FACTOR_SECONDS;
  if (isOfPerson && showsSecondFactor({ amr }) && isFresh && scopes.includes(ADMINISTRATION_SCOPE)) return;
  throw new ApiError('SECOND_FACTOR_REQUIRED', { headers: STEP_UP });
}
