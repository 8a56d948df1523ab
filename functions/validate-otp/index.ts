import { keyGround } from '../wiring/key-ground.ts';
import { Env } from './env.ts';
import { validateOtpHandler } from './handler.ts';

export const handler = validateOtpHandler(keyGround(Env.parse(process.env)));
