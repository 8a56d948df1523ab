import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { userLockHandler } from './handler.ts';

export const handler = userLockHandler(tableGround(Env.parse(process.env)));
