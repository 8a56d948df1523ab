import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCourier } from '../adapters/courier.ts';
import { dynamodbDirectory } from '../adapters/dynamodb/directory.ts';
import { dynamodbSessions } from '../adapters/dynamodb/sessions.ts';
import { readStaticFiles } from '../adapters/files/static-files.ts';
import { secretReader } from '../adapters/secrets-manager/read-secret.ts';
import { sesMailer } from '../adapters/ses/send-mail.ts';
import { snsTexter } from '../adapters/sns/send-sms.ts';
import { machineStarter } from '../adapters/step-functions/push-machine.ts';
import { umsGateway } from '../adapters/ums/send-by-gateway.ts';
import { pushGround } from '../wiring/push-ground.ts';
import { createAssets } from './assets.ts';
import { Env } from './env.ts';
import { pagesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = pushGround(env);

export const handler = pagesHandler({
  ...ground,
  sleep,
  assets: createAssets(readStaticFiles(join(import.meta.dirname, 'static'))),
  courier: createCourier({
    email: sesMailer(env.SENDER_ADDRESS, ground.log),
    sms: snsTexter(ground.log),
    gateway: umsGateway(secretReader(env.UMS_SECRET_ID, ground.clock), ground.log),
  }),
  sessions: dynamodbSessions(ground.table),
  directory: dynamodbDirectory(ground.table),
  publicUrl: env.PUBLIC_URL,
  machine: machineStarter(env.PUSH_STATE_MACHINE_ARN),
});
