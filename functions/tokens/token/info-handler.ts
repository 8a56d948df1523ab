import type { AccessTokens } from '../../core/ports/tokens.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { ApiError } from '../../http/api-error.ts';
import { bearerToken } from '../../http/bearer.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { ok } from '../../http/reply.ts';
import { selectedDomain } from '../../http/selected-domain.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { info } from './contract.ts';

interface TokenInfoHandlerDependencies extends ServeDependencies {
  readonly accessTokens: AccessTokens;
  readonly callers: CallerDependencies;
}

/** Edge of the question what a token says. Who has the token may ask: it tells nobody more than its holder can read. */
export function tokenInfoHandler(deps: TokenInfoHandlerDependencies): ApiHandler {
  return serve(info, deps, {
    GET: async (request) => {
      const { headers, query } = request;
      const token = bearerToken(headers) ?? (query.access_token ? new Secret(query.access_token) : undefined);
      if (token === undefined) throw new ApiError('TOKEN_MISSING');
      const domain = await deps.callers.domains.find(await selectedDomain(deps.callers, request));
      const verified = domain && (await deps.accessTokens.verify(token, domain));
      if (verified === undefined) throw new ApiError('TOKEN_INVALID');
      return ok(verified.claims);
    },
  });
}
