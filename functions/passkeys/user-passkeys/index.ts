import { dynamodbCredentials } from '../../adapters/dynamodb/credentials.ts';
import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { dynamodbPasskeys } from '../../adapters/dynamodb/passkeys.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { userPasskeysHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = userPasskeysHandler({
  ...ports,
  // The call is recorded as a whole.
  credentials: dynamodbCredentials(ports.table, async () => undefined),
  devices: dynamodbDevices(ports.table),
  passkeys: dynamodbPasskeys(ports.table),
  courier: messageCourier(env, ports),
});
