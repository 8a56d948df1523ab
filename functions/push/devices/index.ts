import { deviceMessages } from '../../adapters/jose/device-messages.ts';
import { snsPushEndpoints } from '../../adapters/sns/push-endpoints.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { devicesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);
const applications = { ios: env.APNS_APPLICATION_ARN, android: env.FCM_APPLICATION_ARN };

export const handler = devicesHandler({
  ...ports,
  rpId: env.PASSKEY_RP_ID,
  messages: deviceMessages,
  courier: messageCourier(env, ports),
  endpoints: snsPushEndpoints(applications, ports.log),
});
