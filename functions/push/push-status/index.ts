import { setTimeout as sleep } from 'node:timers/promises';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { pushStatusHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = pushStatusHandler({
  ...pushPorts(env),
  sleep,
  clientsMayWait: env.CLIENTS_MAY_WAIT === 'true',
});
