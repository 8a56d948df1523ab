import { constantTimeEqual } from '../../core/otp/constant-time-equal.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { type GuardAnswer, GuardEvent, ORIGIN_HEADER } from './contract.ts';

interface EdgeGuardDependencies {
  readonly readSecret: () => Promise<Secret<string>>;
}

/**
 * Closes the address of API Gateway to everybody but our CloudFront, which the web ACL stands in front of. What goes wrong here
 * closes it too: an error of an authorizer is a refusal.
 */
export function edgeGuardHandler(deps: EdgeGuardDependencies): (event: unknown) => Promise<GuardAnswer> {
  return async (event) => {
    const parsed = GuardEvent.safeParse(event);
    const shown = parsed.success ? parsed.data.headers[ORIGIN_HEADER] : undefined;
    if (shown === undefined || shown === '') return { isAuthorized: false };
    const expected = (await deps.readSecret()).reveal();
    return constantTimeEqual(shown, expected)
      ? { isAuthorized: true, context: { throughEdge: true } }
      : { isAuthorized: false };
  };
}
