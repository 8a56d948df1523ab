import { dynamodbAudit } from '../adapters/dynamodb/audit.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { auditHandler } from './handler.ts';

const ground = tableGround(Env.parse(process.env));

export const handler = auditHandler({ ...ground, store: dynamodbAudit(ground.table) });
