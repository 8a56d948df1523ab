import { dynamodbDevices } from '../adapters/dynamodb/devices.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { userDevicesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = userDevicesHandler({
  ...ground,
  devices: dynamodbDevices(ground.table),
  courier: messageCourier(env, ground),
});
