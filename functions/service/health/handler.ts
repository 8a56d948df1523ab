import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

/** Says that the function runs; it asks nothing behind it, so a fault there does not take the health check down. */
export function healthHandler(deps: ServeDependencies): ApiHandler {
  return serve(endpoint, deps, { GET: async () => ok({ status: 'ok' }) });
}
