import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { userLockHandler } from './handler.ts';

export const handler = userLockHandler(administratorGround(Env.parse(process.env)));
