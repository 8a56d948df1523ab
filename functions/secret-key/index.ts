import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { keyGround } from '../wiring/key-ground.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { Env } from './env.ts';
import { secretKeyHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = keyGround(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const accessTokens = joseAccessTokens({ signer, issuer: env.PUBLIC_URL, clock: ground.clock });

export const handler = secretKeyHandler({
  ...ground,
  callers: { ...ground.callers, accessTokens },
  courier: messageCourier(env, ground),
});
