import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { validateOtpHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = validateOtpHandler({
  ...ground,
  keys: kmsKeyRing({ table: ground.table, keyArn: env.KEY_ARN, clock: ground.clock }),
});
