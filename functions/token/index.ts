import { dynamodbRefreshFamilies } from '../adapters/dynamodb/refresh-families.ts';
import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { standingTokens } from '../core/tokens/standing-tokens.ts';
import { byRoute } from '../http/by-route.ts';
import { keyGround } from '../wiring/key-ground.ts';
import { endpoint, info } from './contract.ts';
import { Env } from './env.ts';
import { tokenHandler } from './handler.ts';
import { tokenInfoHandler } from './info-handler.ts';

const env = Env.parse(process.env);
const ground = keyGround(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const issuer = env.PUBLIC_URL;

export const handler = byRoute({
  [endpoint.path]: tokenHandler({ ...ground, families: dynamodbRefreshFamilies(ground.table), signer, issuer }),
  [info.path]: tokenInfoHandler({
    ...ground,
    accessTokens: standingTokens(joseAccessTokens({ signer, issuer, clock: ground.clock }), ground),
  }),
});
