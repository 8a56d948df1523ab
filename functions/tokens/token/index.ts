import { dynamodbRefreshFamilies } from '../../adapters/dynamodb/refresh-families.ts';
import { joseAccessTokens } from '../../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../../adapters/kms/token-signer.ts';
import { standingTokens } from '../../core/tokens/standing-tokens.ts';
import { byRoute } from '../../http/by-route.ts';
import { keyPorts } from '../../wiring/key-ports.ts';
import { endpoint, info } from './contract.ts';
import { Env } from './env.ts';
import { tokenHandler } from './handler.ts';
import { tokenInfoHandler } from './info-handler.ts';

const env = Env.parse(process.env);
const ports = keyPorts(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const issuer = env.PUBLIC_URL;

export const handler = byRoute({
  [endpoint.path]: tokenHandler({ ...ports, families: dynamodbRefreshFamilies(ports.table), signer, issuer }),
  [info.path]: tokenInfoHandler({
    ...ports,
    accessTokens: standingTokens(joseAccessTokens({ signer, issuer, clock: ports.clock }), ports),
  }),
});
