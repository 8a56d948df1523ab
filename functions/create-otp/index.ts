import { createCourier } from '../adapters/courier.ts';
import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { secretReader } from '../adapters/secrets-manager/read-secret.ts';
import { sesMailer } from '../adapters/ses/send-mail.ts';
import { snsTexter } from '../adapters/sns/send-sms.ts';
import { umsGateway } from '../adapters/ums/send-by-gateway.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { createOtpHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = createOtpHandler({
  ...ground,
  keys: kmsKeyRing({ table: ground.table, keyArn: env.KEY_ARN, clock: ground.clock }),
  courier: createCourier({
    email: sesMailer(env.SENDER_ADDRESS, ground.log),
    sms: snsTexter(ground.log),
    gateway: umsGateway(secretReader(env.UMS_SECRET_ID, ground.clock), ground.log),
  }),
});
