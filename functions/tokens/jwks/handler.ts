import type { TokenSigner } from '../../core/tokens/token-signer.ts';
import { byRoute } from '../../http/by-route.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint, oauthEndpoint } from './contract.ts';

/** A key is added to the set at least this long before it signs, so that no verifier meets an unknown one. */
const KEEP = 'public, max-age=300';

/** Edge of the key set: public keys alone, for anyone. */
export function jwksHandler(deps: ServeDependencies & { readonly signer: TokenSigner }): ApiHandler {
  const GET = async () => ok({ keys: await deps.signer.publicKeys() }, { 'cache-control': KEEP });
  return byRoute({
    [endpoint.path]: serve(endpoint, deps, { GET }),
    [oauthEndpoint.path]: serve(oauthEndpoint, deps, { GET }),
  });
}
