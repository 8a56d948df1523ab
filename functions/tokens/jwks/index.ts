import { kmsTokenSigner } from '../../adapters/kms/token-signer.ts';
import { basePorts } from '../../wiring/base-ports.ts';
import { Env } from './env.ts';
import { jwksHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = jwksHandler({
  ...basePorts(),
  signer: kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') }),
});
