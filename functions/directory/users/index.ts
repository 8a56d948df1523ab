import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { dynamodbDirectory } from '../../adapters/dynamodb/directory.ts';
import { commonPasswords } from '../../adapters/passwords/common-passwords.ts';
import { scryptPasswords } from '../../adapters/passwords/scrypt.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { usersHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = usersHandler({
  ...ports,
  directory: dynamodbDirectory(ports.table, ports.settings),
  devices: dynamodbDevices(ports.table),
  passwords: scryptPasswords,
  commonPasswords,
  courier: messageCourier(env, ports),
});
