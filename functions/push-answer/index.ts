import { deviceMessages } from '../adapters/jose/device-messages.ts';
import { machineWaker } from '../adapters/step-functions/push-machine.ts';
import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { pushAnswerHandler } from './handler.ts';

const ground = pushGround(Env.parse(process.env));

export const handler = pushAnswerHandler({ ...ground, messages: deviceMessages, machine: machineWaker(ground.log) });
