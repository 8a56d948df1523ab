import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

/** Serves the document that is generated from the contracts; a test holds the two together. */
export function openapiHandler(deps: ServeDependencies & { readonly document: unknown }): ApiHandler {
  return serve(endpoint, deps, { GET: async () => ok(deps.document, { 'cache-control': 'public, max-age=300' }) });
}
