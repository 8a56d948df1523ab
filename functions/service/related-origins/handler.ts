import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

/** A site that is taken off the list can use it for so long at most. */
const KEEP = 'public, max-age=300';

/** Edge of the list that browsers ask for; it is the same for everybody. */
export function relatedOriginsHandler(deps: ServeDependencies & { readonly origins: readonly string[] }): ApiHandler {
  return serve(endpoint, deps, { GET: async () => ok({ origins: deps.origins }, { 'cache-control': KEEP }) });
}
