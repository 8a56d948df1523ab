import { dynamodbCredentials } from '../../adapters/dynamodb/credentials.ts';
import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { snsPushNotices } from '../../adapters/sns/push-notice.ts';
import { resetReminders } from '../../adapters/step-functions/reset-machine.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { userResetHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = userResetHandler({
  ...ports,
  // The operations are recorded with their reasons, so their writes are not recorded once more.
  credentials: dynamodbCredentials(ports.table),
  devices: dynamodbDevices(ports.table),
  courier: messageCourier(env, ports),
  pushes: snsPushNotices(ports.log),
  reminders: resetReminders(env.RESET_STATE_MACHINE_ARN, ports.log),
});
