import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { pushStartHandler } from './handler.ts';

export const handler = pushStartHandler(pushPorts(Env.parse(process.env)));
