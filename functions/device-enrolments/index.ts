import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { deviceEnrolmentsHandler } from './handler.ts';

export const handler = deviceEnrolmentsHandler(pushGround(Env.parse(process.env)));
