import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { pushStartHandler } from './handler.ts';

export const handler = pushStartHandler(pushGround(Env.parse(process.env)));
