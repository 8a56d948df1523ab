import { secretReader } from '../../adapters/secrets-manager/read-secret.ts';
import { Env } from './env.ts';
import { edgeGuardHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = edgeGuardHandler({ readSecret: secretReader(env.ORIGIN_SECRET_ID, () => Date.now()) });
