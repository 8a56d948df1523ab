import type { TokenSigner } from '../core/tokens/token-signer.ts';
import { ok } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

/** A key is added to the set at least this long before it signs, so that no verifier meets an unknown one. */
const KEEP = 'public, max-age=300';

/** Edge of the key set: public keys alone, for anyone. */
export function jwksHandler(deps: ServeDependencies & { readonly signer: TokenSigner }): ApiHandler {
  return serve(endpoint, deps, {
    GET: async () => ok({ keys: await deps.signer.publicKeys() }, { 'cache-control': KEEP }),
  });
}
