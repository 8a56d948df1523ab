import { assertNever } from '../core/assert-never.ts';
import { type MakeTotpKeyDependencies, makeTotpKey } from '../core/enrol/make-totp-key.ts';
import type { SettingsSource } from '../core/ports.ts';
import { resolveSettings } from '../core/settings/resolve.ts';
import { ApiError } from '../http/api-error.ts';
import type { CallerDependencies } from '../http/caller.ts';
import { ok, refused } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

export interface SecretKeyHandlerDependencies extends MakeTotpKeyDependencies, ServeDependencies {
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of the secret-key resource: the user himself makes his key. */
export function secretKeyHandler(deps: SecretKeyHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ caller }) => {
      const stored = await deps.settings.forDomain(caller.user.domain);
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      const outcome = await makeTotpKey(deps, resolveSettings(stored), caller.user);
      switch (outcome.kind) {
        case 'pending':
          return ok({ secret_key: outcome.secret.reveal() });
        case 'exists':
          return refused('oauth', 'SECRET_KEY_EXISTS');
        case 'disabled':
          return refused('oauth', 'FACTOR_DISABLED');
        default:
          return assertNever(outcome);
      }
    },
  });
}
