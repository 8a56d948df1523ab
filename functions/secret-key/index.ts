import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { secretKeyHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const accessTokens = joseAccessTokens({ signer, issuer: env.PUBLIC_URL, clock: ground.clock });

export const handler = secretKeyHandler({
  ...ground,
  callers: { ...ground.callers, accessTokens },
  keys: kmsKeyRing({ table: ground.table, keyArn: env.KEY_ARN, clock: ground.clock }),
  courier: messageCourier(env, ground),
});
