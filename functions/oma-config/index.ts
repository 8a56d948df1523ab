import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { omaConfigHandler } from './handler.ts';

export const handler = omaConfigHandler(tableGround(Env.parse(process.env)));
