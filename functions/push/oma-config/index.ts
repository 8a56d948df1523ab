import { tablePorts } from '../../wiring/table-ports.ts';
import { Env } from './env.ts';
import { omaConfigHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = omaConfigHandler({ ...tablePorts(env), publicUrl: env.PUBLIC_URL });
