import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { ground } from '../wiring/ground.ts';
import { Env } from './env.ts';
import { jwksHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = jwksHandler({
  ...ground(),
  signer: kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') }),
});
