import { dynamodbEpochs } from '../../adapters/dynamodb/epochs.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { userLockHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = userLockHandler({
  ...ports,
  epochs: dynamodbEpochs(ports.table),
  courier: messageCourier(env, ports),
});
