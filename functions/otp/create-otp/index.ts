import { keyPorts } from '../../wiring/key-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { createOtpHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = keyPorts(env);

export const handler = createOtpHandler({ ...ports, courier: messageCourier(env, ports) });
