import { dynamodbRefreshFamilies } from '../adapters/dynamodb/refresh-families.ts';
import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { byRoute } from '../http/by-route.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { endpoint, info } from './contract.ts';
import { Env } from './env.ts';
import { tokenHandler } from './handler.ts';
import { tokenInfoHandler } from './info-handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const issuer = env.PUBLIC_URL;

export const handler = byRoute({
  [endpoint.path]: tokenHandler({
    ...ground,
    keys: kmsKeyRing({ table: ground.table, keyArn: env.KEY_ARN, clock: ground.clock }),
    families: dynamodbRefreshFamilies(ground.table),
    signer,
    issuer,
  }),
  [info.path]: tokenInfoHandler({
    ...ground,
    accessTokens: joseAccessTokens({ signer, issuer, clock: ground.clock }),
  }),
});
