import { dynamodbEpochs } from '../../adapters/dynamodb/epochs.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { Env } from './env.ts';
import { userLockHandler } from './handler.ts';

const ports = administratorPorts(Env.parse(process.env));

export const handler = userLockHandler({ ...ports, epochs: dynamodbEpochs(ports.table) });
