import { dynamodbAudit } from '../../adapters/dynamodb/audit.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { Env } from './env.ts';
import { auditHandler } from './handler.ts';

const ports = administratorPorts(Env.parse(process.env));

export const handler = auditHandler({ ...ports, store: dynamodbAudit(ports.table) });
