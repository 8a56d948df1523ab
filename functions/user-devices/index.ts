import { dynamodbDevices } from '../adapters/dynamodb/devices.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { messageCourier } from '../wiring/message-courier.ts';
import { Env } from './env.ts';
import { userDevicesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = administratorGround(env);

export const handler = userDevicesHandler({
  ...ground,
  devices: dynamodbDevices(ground.table),
  courier: messageCourier(env, ground),
});
