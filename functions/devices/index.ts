import { deviceMessages } from '../adapters/jose/device-messages.ts';
import { snsPushEndpoints } from '../adapters/sns/push-endpoints.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { pushGround } from '../wiring/push-ground.ts';
import { Env } from './env.ts';
import { devicesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = pushGround(env);
const applications = { ios: env.APNS_APPLICATION_ARN, android: env.FCM_APPLICATION_ARN };

export const handler = devicesHandler({
  ...ground,
  messages: deviceMessages,
  courier: messageCourier(env, ground),
  endpoints: snsPushEndpoints(applications, ground.log),
});
