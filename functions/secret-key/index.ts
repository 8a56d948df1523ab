import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { standingTokens } from '../core/tokens/standing-tokens.ts';
import { keyGround } from '../wiring/key-ground.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { Env } from './env.ts';
import { secretKeyHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = keyGround(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const reader = joseAccessTokens({ signer, issuer: env.PUBLIC_URL, clock: ground.clock });
const accessTokens = standingTokens(reader, ground);

export const handler = secretKeyHandler({
  ...ground,
  callers: { ...ground.callers, accessTokens },
  courier: messageCourier(env, ground),
});
