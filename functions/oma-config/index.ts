import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { omaConfigHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = omaConfigHandler({ ...tableGround(env), publicUrl: env.PUBLIC_URL });
