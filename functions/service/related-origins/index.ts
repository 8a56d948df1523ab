import { basePorts } from '../../wiring/base-ports.ts';
import { Env } from './env.ts';
import { relatedOriginsHandler } from './handler.ts';

const env = Env.parse(process.env);
const further = env.PASSKEY_ORIGINS.split(',').filter((origin) => origin !== '');
const origins = [...new Set([new URL(env.PUBLIC_URL).origin, ...further])];

export const handler = relatedOriginsHandler({ ...basePorts(), origins });
