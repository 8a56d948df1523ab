import { joseAccessTokens } from '../../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../../adapters/kms/token-signer.ts';
import { standingTokens } from '../../core/tokens/standing-tokens.ts';
import { keyPorts } from '../../wiring/key-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { secretKeyHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = keyPorts(env);
const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
const reader = joseAccessTokens({ signer, issuer: env.PUBLIC_URL, clock: ports.clock });
const accessTokens = standingTokens(reader, ports);

export const handler = secretKeyHandler({
  ...ports,
  callers: { ...ports.callers, accessTokens },
  courier: messageCourier(env, ports),
});
