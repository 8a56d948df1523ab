import { setTimeout as sleep } from 'node:timers/promises';
import { dynamodbSessions } from '../../adapters/dynamodb/sessions.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { pageStateHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);

export const handler = pageStateHandler({
  ...ports,
  sleep,
  sessions: dynamodbSessions(ports.table),
  publicUrl: env.PUBLIC_URL,
  clientsMayWait: env.CLIENTS_MAY_WAIT === 'true',
});
