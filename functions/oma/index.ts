import { snsPushEndpoints } from '../adapters/sns/push-endpoints.ts';
import { machineWaker } from '../adapters/step-functions/push-machine.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { omaHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = pushGround(env);
const applications = { ios: env.APNS_APPLICATION_ARN, android: env.FCM_APPLICATION_ARN };

export const handler = omaHandler({
  ...ground,
  endpoints: snsPushEndpoints(applications, ground.log),
  machine: machineWaker(ground.log),
  courier: messageCourier(env, ground),
});
