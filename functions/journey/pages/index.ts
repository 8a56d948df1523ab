import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dynamodbDirectory } from '../../adapters/dynamodb/directory.ts';
import { dynamodbLinks } from '../../adapters/dynamodb/links.ts';
import { dynamodbSessions } from '../../adapters/dynamodb/sessions.ts';
import { readStaticFiles } from '../../adapters/files/static-files.ts';
import { scryptSlowHash } from '../../adapters/passwords/scrypt.ts';
import { snsPushNotices } from '../../adapters/sns/push-notice.ts';
import { machineStarter } from '../../adapters/step-functions/push-machine.ts';
import { resetReminders } from '../../adapters/step-functions/reset-machine.ts';
import { recordedDirectory } from '../../core/audit/recorded-factors.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { passkeyPorts } from '../../wiring/passkey-ports.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { createAssets } from './assets.ts';
import { Env } from './env.ts';
import { pagesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);

export const handler = pagesHandler({
  ...ports,
  ...passkeyPorts(env, ports),
  slowHash: scryptSlowHash,
  sleep,
  assets: createAssets(readStaticFiles(join(import.meta.dirname, 'static'))),
  courier: messageCourier(env, ports),
  sessions: dynamodbSessions(ports.table),
  links: dynamodbLinks(ports.table),
  directory: recordedDirectory(dynamodbDirectory(ports.table, ports.settings), ports.audit),
  publicUrl: env.PUBLIC_URL,
  machine: machineStarter(env.PUSH_STATE_MACHINE_ARN),
  pushes: snsPushNotices(ports.log),
  reminders: resetReminders(env.RESET_STATE_MACHINE_ARN, ports.log),
});
