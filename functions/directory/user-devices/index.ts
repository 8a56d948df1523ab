import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { userDevicesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = userDevicesHandler({
  ...ports,
  devices: dynamodbDevices(ports.table),
  courier: messageCourier(env, ports),
});
