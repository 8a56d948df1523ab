import { messageCourier } from '../wiring/message-courier.ts';
import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { deviceEnrolmentsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = pushGround(env);

export const handler = deviceEnrolmentsHandler({ ...ground, courier: messageCourier(env, ground) });
