import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { createOtpHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = createOtpHandler({
  ...ground,
  keys: kmsKeyRing({ table: ground.table, keyArn: env.KEY_ARN, clock: ground.clock }),
  courier: messageCourier(env, ground),
});
