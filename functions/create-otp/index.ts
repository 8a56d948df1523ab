import { keyGround } from '../wiring/key-ground.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { Env } from './env.ts';
import { createOtpHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = keyGround(env);

export const handler = createOtpHandler({ ...ground, courier: messageCourier(env, ground) });
