import { dynamodbAudit } from '../../adapters/dynamodb/audit.ts';
import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { Env } from './env.ts';
import { userFactorsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = userFactorsHandler({
  ...ports,
  devices: dynamodbDevices(ports.table),
  record: dynamodbAudit(ports.table),
  rpId: env.PASSKEY_RP_ID,
});
