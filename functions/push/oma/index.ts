import { snsPushEndpoints } from '../../adapters/sns/push-endpoints.ts';
import { machineWaker } from '../../adapters/step-functions/push-machine.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { omaHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);
const applications = { ios: env.APNS_APPLICATION_ARN, android: env.FCM_APPLICATION_ARN };

export const handler = omaHandler({
  ...ports,
  endpoints: snsPushEndpoints(applications, ports.log),
  machine: machineWaker(ports.log),
  courier: messageCourier(env, ports),
});
