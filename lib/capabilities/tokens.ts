import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** Access tokens, and the keys that they are checked with. */
export function serveTokens(functions: ServiceFunctions, { sealKey, signingKey }: StateStack): void {
  functions.serve('token', 'Gives out access tokens and says what they are', (role) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'tokens'),
    ...sealKey.grantUnwrap(role),
    ...signingKey.grantSign(role),
  }));
  functions.serve('jwks', 'Publishes the keys that tokens are checked with', (role) => signingKey.grantPublish(role));
}
