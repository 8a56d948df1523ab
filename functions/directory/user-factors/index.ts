import { dynamodbDevices } from '../../adapters/dynamodb/devices.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { Env } from './env.ts';
import { userFactorsHandler } from './handler.ts';

const ports = administratorPorts(Env.parse(process.env));

export const handler = userFactorsHandler({ ...ports, devices: dynamodbDevices(ports.table) });
