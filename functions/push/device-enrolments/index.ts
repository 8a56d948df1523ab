import { messageCourier } from '../../wiring/message-courier.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { deviceEnrolmentsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);

export const handler = deviceEnrolmentsHandler({
  ...ports,
  courier: messageCourier(env, ports),
  publicUrl: env.PUBLIC_URL,
});
