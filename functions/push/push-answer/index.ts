import { deviceMessages } from '../../adapters/jose/device-messages.ts';
import { machineWaker } from '../../adapters/step-functions/push-machine.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { pushAnswerHandler } from './handler.ts';

const ports = pushPorts(Env.parse(process.env));

export const handler = pushAnswerHandler({ ...ports, messages: deviceMessages, machine: machineWaker(ports.log) });
